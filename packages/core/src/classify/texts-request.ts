import type { TextRule } from './text-rule.ts';

/** Texts about the request itself: refused content, size, parameters, pictures that cannot be fetched. */
export const requestTexts: readonly TextRule[] = [
  {
    name: 'text-finish-reason',
    source: 'Callers of the Gemini SDKs that put the finish reason into their own message',
    kind: 'content_blocked',
    billed: null,
    words: 'safety prohibited blocklist recitation spii blocked',
    pattern:
      /(?:candidate|response|prompt) was blocked due to|finish_?reason["'`]?\s{0,3}[:=]\s{0,3}["'`]?(?:image_)?(?:safety|prohibited_content|recitation|blocklist|spii)\b/,
    example: 'No image was generated. finishReason: IMAGE_SAFETY',
  },
  {
    name: 'text-no-image',
    source: 'Gemini NO_IMAGE and IMAGE_OTHER, through the SDKs',
    kind: 'no_output',
    scope: 'request',
    only: ['2xx', 'none', '5xx'],
    words: 'image images picture',
    pattern:
      /\bno_image\b|\bimage_other\b|no images? (?:was |were )?(?:generated|returned|in (?:the )?response|found in)|did not (?:return|generate|contain) (?:an?y? )?images?/,
    example: 'finishReason=NO_IMAGE, response.data undefined',
  },
  {
    name: 'text-content',
    source: 'OpenAI, Azure, Vertex 400, Anthropic 400, Stability 403, fal 422, Replicate E005, xAI, relays',
    kind: 'content_blocked',
    never: [429, 401, 402, 404],
    words:
      'safety content policy policies sensitive unsafe inappropriate prohibited harmful flagged nsfw moderation moderated e005 responsible guidelines usage violation violates blocked explicit sexual copyright copyrighted',
    pattern:
      /safety (?:system|filter|setting|check|reason|polic|guideline)|(?:violat|against|breach|contraven|not compl(?:y|iant))[^.]{0,60}(?:polic|guideline|terms|standards|rules)|content (?:management )?polic(?:y|ies)[^.]{0,40}(?:violat|block|reject|trigger|flag)|content[ _-]?(?:policy)?[ _-]?violation|(?:block|reject|filtered|flag|refus|den)\w{0,12}[^.]{0,60}(?:content|safety|moderation|sensitive|inappropriate|nsfw|polic|responsible ai|unsafe|sexual)|content exists risk|moderation (?:system|block|polic|endpoint|check)|\bnsfw\b|\(e005\)|(?:sensitive|unsafe|inappropriate|prohibited|harmful|explicit) (?:content|words?|information|material|text|imagery)|(?:contains?|contain|detected)[^.]{0,30}(?:sensitive|inappropriate|nsfw|sexual|unsafe|copyright)|responsible ai|prompt (?:was |is |has been )?(?:blocked|flagged|rejected|moderated)|request (?:was |is |has been )?(?:moderated|flagged)|copyright(?:ed)? (?:material|content|infring)/,
    example: 'Your request was rejected as a result of our safety system.',
  },
  {
    name: 'text-content-zh',
    source: 'Zhipu 1301, DashScope, new-api, Ark and relays',
    kind: 'content_blocked',
    never: [429, 401, 402, 404],
    words: 'han',
    pattern:
      /敏感|违规|违法|不合规|审核(?:未|不)?(?:通过|失败|拒绝)?(?!中)|内容安全|安全(?:策略|审查|检测)|不安全|涉黄|涉政|色情/,
    example: '系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语',
  },
  {
    name: 'text-too-large',
    source: 'OpenAI 400 and 429 (larger than the whole minute), Anthropic 400, Groq 413, Gemini 400, relays',
    kind: 'too_large',
    only: ['4xx', 'none', 500, 503],
    never: [401, 402, 403, 404, 429],
    words:
      'large long length prompt input context tokens token exceeds exceed exceeded exceeding payload reduce size maximum han',
    pattern:
      /request (?:is |was )?too large|(?:too|very) (?:large|big|long)\b|maximum context|context (?:length|window|size)|(?:exceed|longer|more|greater|over)\w{0,12}[^.]{0,50}(?:context|maximum (?:length|size|number|allowed)|max(?:imum)? tokens|token limit|size limit|input length|character)|(?:input|prompt|payload|body|message|file|image|token count)s?[^.]{0,40}exceed|exceeds? (?:the )?maximum of \d|(?:prompt|input)_?tokens?\b.{0,30}must be less|exceeds? the model limit|string too long|payload size|reduce (?:the |your )?(?:length|prompt|size|input|message)|too many (?:tokens|images|characters)|过长|超长|太长|过大|超过(?:了)?(?:最大|模型|限制的)|超出(?:最大|模型)|上下文长度/,
    example: "This model's maximum context length is 8192 tokens.",
  },
  {
    name: 'text-larger-than-a-minute',
    source: 'OpenAI 429, Groq 429: more than the whole limit of a minute, so no wait cures it',
    kind: 'too_large',
    only: [429],
    words: 'large reduced',
    pattern: /request (?:is |was )?too large|tokens must be reduced/,
    example: 'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 30601.',
  },
  {
    name: 'text-image-download',
    source: 'Ark, OpenAI, Gemini, DashScope: another vendor, in another network, may reach the picture',
    kind: 'invalid_request',
    action: 'retry_then_failover',
    only: [400, 422, 424],
    words: 'download downloading fetch fetching retrieve retrieving han',
    pattern:
      /(?:time(?:d )?out|fail\w{0,12}|unable|error|cannot|could not|couldn't)[^.]{0,40}(?:download|fetch|retriev)|while (?:downloading|fetching)|下载(?:图片|文件|图像)?(?:失败|超时|错误)/,
    example: 'Timeout while downloading url=http://example.invalid/a.png.',
  },
  {
    name: 'text-model-endpoint',
    source: 'CLIProxyAPI, new-api, OpenAI: this model lives at another address of the API',
    kind: 'model_not_found',
    never: [403, 429, 401, 402],
    words: 'v1 imagen completions chat endpoint responses embeddings',
    pattern:
      /not supported (?:on|in|for|with) (?:the )?\/?v1\/|only imagen models are supported|not a chat model|(?:not|only) supported in (?:the )?v1\/|not supported for (?:the )?(?:chat|image|responses)|does not support (?:the )?(?:chat|images?|completions?|responses) (?:api|endpoint|generation)/,
    example: 'Model gemini-3.1-flash-image is not supported on /v1/images/generations or /v1/images/edits.',
  },
  {
    name: 'text-parameter',
    source: 'OpenAI 400, Gemini fieldViolations, Ark 400, Azure, fal and BFL 422, relays',
    kind: 'unsupported_parameter',
    only: [400, 422, 'none', 500, 501, 415],
    words:
      'parameter parameters argument arguments field fields name size sizes values value aspect ratio resolution quality background style supports supported support permitted unsupported unknown unrecognized dimensions width height han',
    pattern:
      /(?:unsupported|unknown|unrecognized|unexpected|unallowed|extra) (?:request )?(?:parameter|argument|field|value|name|keyword|input|key|option|property)|(?:with|for|by) this model\b|(?:this|the) model does ?(?:not|n't) support|model[^.]{0,60} does ?(?:not|n't) support|model\b.{0,90} supports (?:at most|only|up to)|(?:parameter|argument|field|option)s?\b[^.]{0,90}(?:(?:is|are) not (?:supported|valid|allowed|permitted|available|recognized)|is invalid|unsupported|not supported)|(?:is|are) not (?:a )?supported (?:parameter|size|value|resolution|aspect|format|quality|option|argument)|invalid value at '|cannot find field|(?:supported|allowed|valid|accepted|permitted|available) (?:values?|sizes?|options?|ratios?|resolutions?|qualities)\b[^.]{0,30}(?:are|is|:|include)|extra inputs are not permitted|input should be (?:'|"|less|greater|one|a multiple|smaller|larger)|unexpected keyword|(?:invalid|unsupported) (?:image )?(?:size|aspect|resolution|quality|background|style|dimension|width|height|response_format|output_format|value of|value for|value:)|(?:\b(?:size|aspect[ _]?ratio|resolution|width|height|quality|dimensions?)\b|["'`]n["'`])[^.]{0,60}(?:must be|should be|not supported|is not valid|not allowed|at least|between)|不支持(?:的)?[^。]{0,16}(?:参数|尺寸|分辨率|大小|比例|格式)|参数[^。]{0,20}不支持|尺寸(?:不|无|错)/,
    example: "Unsupported parameter: 'max_tokens' is not supported with this model.",
  },
  {
    name: 'text-model',
    source: 'OpenAI, Gemini 404, OpenRouter 404 and 503, Azure 404, Replicate, relays',
    kind: 'model_not_found',
    never: [403, 429, 401, 402],
    words:
      'model models deployment endpoints endpoint provider deprecated decommissioned resource url route path page',
    pattern:
      /models?\b.{0,140}?(?:not found|(?:does|do) ?(?:not|n't) exist|not exist|is not (?:supported|available|valid|found|recognized|a valid|served|deployed)|no longer (?:available|supported)|has been (?:deprecated|retired|removed|shut ?down|discontinued|decommissioned)|(?:is|was) (?:deprecated|retired|decommissioned|discontinued))|(?:unknown|invalid|unsupported|no such|unrecognized) model|not a valid model|no endpoints found|no available (?:model )?provider|no (?:available )?channels? (?:for|found|available)|unknown provider|(?:deployment|endpoint)\b[^.]{0,80}(?:not exist|not found)|requested (?:resource|url|entity) (?:could not be|was|is) not found|requested entity was not found|model identifier is invalid|resolve the foundation model|on-demand throughput isn.t supported|(?:invalid|unknown|unrecognized) (?:request )?url|page not found|no route|not supported model/,
    example: 'models/gemini-2.0-flash-preview-image-generation is not found for API version v1beta',
  },
  {
    name: 'text-model-zh',
    source: 'one-api and its forks (无可用渠道), DashScope, Zhipu',
    kind: 'model_not_found',
    never: [403, 401, 402],
    words: 'han',
    pattern:
      /无可用渠道|没有可用(?:的)?渠道|模型[^。]{0,60}(?:不存在|未找到|已下线|不可用|不支持|无效)|不支持(?:的|该|此)?模型|未知(?:的)?模型/,
    example: '当前分组 default 下对于模型 gpt-image-1.5 无可用渠道',
  },
  {
    name: 'text-client-gone',
    source: 'Go context canceled, through relays',
    kind: 'client_aborted',
    only: [499],
    words: 'canceled cancelled closed',
    pattern: /context canceled|client (?:closed|disconnected)/,
    example: 'context canceled',
  },
];
