import type { TextRule } from './text-rule.ts';

/** Texts about the upstream's own health. */
export const healthTexts: readonly TextRule[] = [
  {
    name: 'text-google-page',
    source: "Google's own front end, in front of every model",
    kind: 'server_error',
    scope: 'global',
    only: [500, 502],
    words: 'error',
    pattern: /^error 50\d \(server error\)!!1/,
    example: 'Error 502 (Server Error)!!1',
  },
  {
    name: 'text-router-tried',
    source: 'OpenRouter 502: it has asked its own providers already',
    kind: 'server_error',
    action: 'failover',
    words: 'down',
    pattern: /chosen model is down|received an invalid response from it/,
    example: 'Your chosen model is down or we received an invalid response from it',
  },
  {
    name: 'text-bad-body',
    source:
      'new-api and others: JSON errors of Go, JavaScript and Python on a page that is none; SDKs on one of their own',
    kind: 'bad_response',
    only: ['5xx', '2xx', 'none'],
    words: 'invalid unexpected parse decode unmarshal json malformed empty expecting body',
    pattern:
      /invalid character .{0,20}looking for|unexpected token .{0,60}json|unexpected token '?<|unexpected end of json|in json at position \d|is not valid json|(?:fail\w{0,12}|unable|cannot|could not) to (?:parse|decode|unmarshal)|(?:empty|malformed|invalid) (?:json |upstream |api )?(?:response|body)|malformed (?:[\w-]{1,20} ){0,3}json|response body is empty|response with no body|expecting value: line/,
    example: "invalid character '<' looking for beginning of value",
  },
  {
    name: 'text-redirected',
    source:
      'undici, Bun, Deno and node-fetch, told that a redirect is an error: a login page redirects, no API does',
    kind: 'bad_response',
    only: ['none'],
    words: 'redirect unexpectedredirect',
    pattern: /^unexpected ?redirect\b|redirect mode is set to/,
    example: 'unexpected redirect',
  },
  {
    name: 'text-body-cut',
    source: 'undici "terminated", Firefox, Go unexpected EOF, @google/genai: the answer began and broke off',
    kind: 'stream_interrupted',
    only: ['2xx', 'none', '5xx'],
    words: 'terminated premature prematurely eof stream incomplete',
    pattern:
      /^terminated$|premature close|unexpected eof|stream (?:ended|closed|disconnected|was interrupted)[^.]{0,40}|incomplete (?:chunked )?(?:read|body)|incomplete json segment/,
    example: 'terminated',
  },
  {
    name: 'text-not-reached',
    source: 'Go, Bun and the resolvers, through relays: nothing was sent',
    kind: 'network',
    billed: false,
    only: ['5xx', 'none'],
    never: [503],
    words: 'resolve resolution dial host connection connect getaddrinfo tls certificate han',
    pattern:
      /dial tcp|could not resolve|failed to resolve|name ?resolution|failed to connect|connection (?:was |is )?refused|no such host|unable to connect|getaddrinfo|tls handshake|certificate (?:has|is|verify)|请求上游(?:地址)?失败/,
    example: 'Post "https://upstream.invalid/v1": dial tcp: connection refused',
  },
  {
    name: 'text-connection-lost',
    source: 'Node, undici, Bun and Go: the keep-alive race is the usual cause, so one retry',
    kind: 'network',
    action: 'retry_then_failover',
    only: ['5xx', 'none'],
    never: [503],
    words: 'connection socket side eof pipe reset reply',
    pattern:
      /connection (?:was |is )?(?:reset|closed|aborted|lost)|empty reply from server|socket hang up|other side closed|broken pipe|\beof\b|socket connection was closed/,
    example: 'read tcp 10.0.0.1:443: connection reset by peer',
  },
  {
    name: 'text-network',
    source: 'Chrome, Firefox, Safari, Deno and Workers do not say what it was',
    kind: 'network',
    only: ['5xx', 'none'],
    never: [503],
    words: 'fetch network load connection sending han',
    pattern:
      /fetch failed|failed to fetch|^load failed|network ?error|network connection lost|error sending request|connection error|网络(?:错误|异常)/,
    example: 'TypeError: Failed to fetch',
  },
  {
    name: 'text-deadline-of-request',
    source: "Vertex AI: the deadline was the request's own",
    kind: 'timeout',
    scope: 'request',
    only: [504],
    words: 'deadline',
    pattern: /^deadline exceeded\.?$/,
    example: 'Deadline Exceeded',
  },
  {
    name: 'text-timeout-behind',
    source: 'Go context deadline exceeded, nginx, SDKs, relays',
    kind: 'timeout',
    only: ['5xx', 408, 'none', '2xx'],
    never: [503],
    words: 'timeout timed time deadline han',
    pattern: /timed[ -]?out|time-?out(?! of 0)|deadline (?:exceeded|expired)|超时/,
    example: 'Request timed out.',
  },
  {
    name: 'text-rate',
    source: 'everyone; a 400 that speaks of a rate limit is configuration, so not there',
    kind: 'rate_limited',
    only: [429, 'none', 403, 500, 503, '2xx'],
    words:
      'rate requests throttled throttling concurrent concurrency quota slow exhausted tpm rpm frequency many han',
    pattern:
      /rate[ -]?limit|too many (?:requests|concurrent|active)|requests? per (?:minute|second|hour)|throttl|concurren\w{1,12} (?:limit|request|quota)|slow down|quota exceeded|exceeded your current quota|resource (?:has been )?exhausted|频率|频繁|速率|限流|并发|请求数限制|请求(?:次数)?(?:过多|超限)/,
    example: 'Rate limit exceeded. You have too many active tasks.',
  },
];

/** Texts that even a general code beats. */
export const weakTexts: readonly TextRule[] = [
  {
    name: 'text-saturated',
    source: 'one-api writes 饱和 over every 429 (controller/relay.go): the weakest evidence of all',
    kind: 'overloaded',
    scope: 'unknown',
    only: [429, '5xx', 'none'],
    words: 'han saturated',
    pattern: /饱和|saturated/,
    example: '当前分组上游负载已饱和，请稍后再试',
  },
];
