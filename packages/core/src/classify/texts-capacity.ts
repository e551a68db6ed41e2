import type { TextRule } from './text-rule.ts';

/** Texts about capacity, and about walls before the API. They overrule 429 and 500. */
export const capacityTexts: readonly TextRule[] = [
  {
    name: 'text-egress-banned',
    source: 'Cloudflare 1015: the address that asks is banned, for every model behind it',
    kind: 'rate_limited',
    words: '1015',
    pattern: /error code: 1015|error 1015/,
    example: 'error code: 1015',
  },
  {
    name: 'text-bot-wall',
    source: 'Cloudflare 1010, 1020 and challenges: a wall before the API',
    kind: 'permission',
    words: '1010 1020 1006 moment attention',
    pattern: /error code: 10(?:06|10|20)|^just a moment|^attention required/,
    example: 'error code: 1020',
  },
  {
    name: 'text-origin-lost',
    source: 'Cloudflare 1016 and 1033: its own way to the origin is gone',
    kind: 'network',
    billed: false,
    words: '1016 1033',
    pattern: /error code: 10(?:16|33)/,
    example: 'error code: 1016',
  },
  {
    name: 'text-channels-tried',
    source: 'new-api: every channel of the relay has failed in its own retries',
    kind: 'overloaded',
    scope: 'unknown',
    words: 'han channel channels',
    pattern: /可用渠道不存在[（(]retry|渠道[^。]{0,20}[（(]retry|channel[^.]{0,80}\(retry\)/,
    example: '分组 default 下模型 x 的可用渠道不存在（retry）',
  },
  {
    name: 'text-shared-pool',
    source: 'Vertex AI error-code-429: the pool that all customers share; OpenRouter providers likewise',
    kind: 'overloaded',
    words: '429 temporarily',
    pattern: /generative-ai\/docs\/(?:\S{0,60}\/)?error-code-429|temporarily rate-limited upstream/,
    example:
      'Resource exhausted. Please refer to https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429',
  },
  {
    name: 'text-capacity',
    source: 'Gemini, Anthropic 500, Kimi 429, Azure 429, Mistral 429, Hugging Face 503, AWS, xAI, relays',
    kind: 'overloaded',
    only: [429, '5xx', '2xx', 'none', 498, 424, 408],
    // Cloudflare's own guess about an origin that it did not reach.
    never: [520, 521, 522, 523, 524, 525, 526, 530],
    words:
      'overloaded overload overloading capacity demand load traffic busy unable loading warming queue healthy unavailable workers instances gpu',
    pattern:
      /\boverload|(?:over|at|no|out of|insufficient|limited|maximum|full|exceeded)(?: \w{1,20}){0,2} capacity|capacity[^.]{0,30}(?:exhaust|exceed|constrain|reached|limit|unavailable)|high (?:demand|load|traffic|volume)|(?:heavy|peak|excessive) (?:demand|load|traffic)|(?:server|service|system|engine|model|we)s?\b[^.]{0,30} busy|too busy|unable to (?:handle|process)[^.]{0,40}(?:additional|more|requests?)|currently unable to handle|model\b[^.]{0,80}is (?:currently )?loading|warming up|no (?:available |healthy )(?:workers?|instances?|upstream|gpus?|servers?|nodes?)|queue is full|model\b[^.]{0,60}(?:temporarily|currently) unavailable/,
    example: 'This model is currently experiencing high demand. Spikes in demand are usually temporary.',
  },
  {
    name: 'text-capacity-zh',
    source: 'Zhipu 1305 and 1312, Ark, DashScope, SiliconFlow and relays',
    kind: 'overloaded',
    only: [429, '5xx', '2xx', 'none'],
    words: 'han',
    pattern:
      /繁忙|过载|负载(?:过高|较高)|拥挤|高峰|排队|(?:算力|资源|容量)(?:不足|紧张|有限)|服务(?:暂时)?不可用|访问量过大|请求量过大|流量(?:过大|较大)/,
    example: '该模型当前访问量过大，请您稍后再试',
  },
];
