import type { TextRule } from './text-rule.ts';

/** Texts that beat even a code: relays read them wrong, and say so in a code of their own (pollinations#12446). */
export const overridingTexts: readonly TextRule[] = [
  {
    name: 'text-resource-blocked',
    source: 'Azure 403: the account is blocked, this prompt is innocent',
    kind: 'permission',
    words: 'resource',
    pattern: /your resource has been (?:temporarily )?blocked/,
    example:
      'Your resource has been temporarily blocked because we detected behavior that may violate our content policy.',
  },
];

/** Texts about the account: region, money, quota, rights. Money and quota share many words, so order matters. */
export const accountTexts: readonly TextRule[] = [
  {
    name: 'text-region',
    source: 'Gemini 400, OpenAI 403, Anthropic 403, Cloudflare 1009, relays',
    kind: 'region_blocked',
    only: ['4xx', 'none'],
    words: 'country region location territory 1009 han',
    pattern:
      /location is not supported|(?:country|territory|your region)[^.]{0,60}(?:not supported|unsupported|not available|restricted|blocked|not allowed|banned)|not (?:supported|available|allowed)[^.]{0,30}in your (?:country|region|location)|error code: 1009|(?:国家|地区|区域)[^。]{0,20}(?:不支持|不可用|限制|受限)/,
    example: 'User location is not supported for the API use.',
  },
  {
    name: 'text-free-per-day',
    source: 'OpenRouter: a day of free calls; its advice to buy credits is no empty wallet',
    kind: 'quota_exhausted',
    words: 'free',
    pattern: /free-models-per-day|free (?:daily|requests? per day)/,
    example:
      'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
  },
  {
    name: 'text-money',
    source:
      'Anthropic 400, OpenRouter 402, fal 403, Replicate 402, Ark, DeepSeek 402, xAI, Kimi, one-api and its forks',
    kind: 'insufficient_funds',
    never: [413, 404],
    words:
      'credit credits balance balances fund funds quota payment overdue arrears arrear spend spending billing bill unpaid invoice invoices prepaid prepayment top topup recharge wallet budget',
    pattern:
      /credit balance|insufficient[ _](?:account[ _]|user[ _]|api[ _])?(?:credit|balance|fund|quota|token quota)|(?:not enough|out of|no more|no remaining|no|low on|lack of|lacks?|exhausted|depleted|used (?:up )?all(?: available)?|requires? more|exceeded your[^.]{0,30}|purchase(?: more)?|buy(?: more)?|used up your|depleted your[^.]{0,30}|don't have any|doesn't have any)\s{1,3}(?:your )?(?:api |account |monthly |prepaid |prepayment |remaining )?(?:credits?|balance|funds?|wallet)\b|(?:balance|credits?|funds?) (?:is|are|has been|have been|was) (?:too low|low|insufficient|exhausted|depleted|not enough|not sufficient|negative|used up|empty)|exhausted balance|reason: (?:top_up|exhausted_balance)|payment (?:is )?required|(?:no|valid|update your) payment method|budget (?:has been |is )?exceeded|overdue (?:balance|payment|bill)|in arrears|arrearage|(?:monthly |hard |your )?spend(?:ing)?[ _](?:limit|cap)|billing (?:hard )?limit|billing is not active|billing (?:has )?not been (?:enabled|activated)|billing account[^.]{0,60}(?:disabled|closed|not active|inactive)|requires billing|enable billing|past due|past invoices|unpaid|(?:user|token|account|remaining) quota[^.]{0,30}(?:not enough|insufficient|exhausted|exceeded)|quota is not enough|top[- ]?up your|please (?:recharge|top up)/,
    example:
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade.',
  },
  {
    name: 'text-money-zh',
    source: 'one-api, new-api and their forks, Ark, DashScope, Zhipu',
    kind: 'insufficient_funds',
    words: 'han',
    pattern:
      /额度(?:已|己)?(?:用尽|用完|耗尽|不足|已不足)|(?:剩余|用户|令牌|预扣费)额度|余额(?:不足|已用|为|已)|欠费|预扣费|请(?:先)?充值|账户(?:可用)?余额|费用不足|资金不足|配额不足/,
    example: '该令牌额度已用尽 TokenStatusExhausted[sk-x]',
  },
  {
    name: 'text-limit-zero',
    source: 'Gemini: limit: 0 is a tier without any access, which no wait changes',
    kind: 'quota_exhausted',
    words: 'limit quota',
    pattern: /\blimit: 0(?![.\d])|"?quota_limit_value"?: "?0(?![.\d])/,
    example:
      '* Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-2.0-flash',
  },
  {
    name: 'text-quota',
    source: 'Groq and OpenAI (RPD, TPD), Cohere trial keys, Gemini, Ark, DashScope, relays',
    kind: 'quota_exhausted',
    only: [429, 403, 400, 'none', '5xx'],
    words: 'day daily month monthly week weekly rpd tpd usage quota 24 han',
    pattern:
      /(?:requests?|tokens?|images?|calls?|limit|quota)[^.]{0,24}(?:per|\/|a|each)[ _-]?(?:day|month|week)|\((?:rpd|tpd|ipd)\)|(?:daily|monthly|weekly)[^.]{0,30}(?:limit|quota|usage|allowance|allocation|cap)|usage limit|(?:quota|limit)[^.]{0,24}(?:day|month|week|24 ?h)|(?:今日|每日|每天|当天|当日|本月|每月|日)[^。]{0,12}(?:限|额度|次数|上限|配额)|已达[^。]{0,12}(?:日|月)[^。]{0,6}(?:上限|限额)|免费(?:额度|配额)/,
    example:
      'Rate limit reached for model `x` on tokens per day (TPD): Limit 100000, Used 99800. Please try again in 4m19s.',
  },
  {
    name: 'text-quota-check-plan',
    source:
      'Gemini without QuotaFailure: sticky until the day ends (js-genai issues). Without a delay it is no rate limit',
    kind: 'quota_exhausted',
    only: [429],
    words: 'quota',
    pattern:
      /^(?!.{0,900}(?:retry in|quota exceeded for metric))(?:.{0,80})exceeded your current quota, please check your plan and billing/s,
    example: 'You exceeded your current quota, please check your plan and billing details.',
  },
  {
    name: 'text-model-or-access',
    source: 'OpenAI and Ark 404: they do not say which of the two',
    kind: 'model_not_found',
    only: [404, 400, 'none'],
    words: 'exist exists found',
    pattern:
      /(?:exist|found),? or (?:you|your \w{1,40})(?: \S{1,60})? (?:do|does)(?: not|n't) have (?:access|permission)/,
    example: 'The model `gpt-4o` does not exist or you do not have access to it.',
  },
  {
    name: 'text-auth',
    source: 'Gemini 400, OpenAI 401, relays; a key that leaked is revoked with 403',
    kind: 'auth',
    only: [400, 401, 403, 404, 'none'],
    words:
      'api key keys apikey token tokens credential credentials unauthorized authenticated authentication bearer unregistered authorization login han',
    pattern:
      /(?:api[ _-]?|access |secret )?key[^.]{0,40}(?:not valid|invalid|expired|incorrect|missing|required|not provided|not found|revoked|leaked|malformed)|(?:invalid|incorrect|missing|expired|no|wrong|malformed|bad|provide a valid|unrecognized) (?:x-)?(?:api|access|auth|authorization|bearer|authentication|secret|security|oauth|subscription)?[ _-]?(?:api[ _-]?)?(?:key|token|credential|header)s?\b|invalid authentication|invalid credentials|token (?:is |has )?(?:expired|invalid|revoked)|(?:un|not )authenticated|authentication (?:failed|fails|required|error)|unregistered callers|didn't provide an api key|unauthorized|无效的(?:令牌|密钥|api|key|token)|令牌(?:无效|已过期|过期|已禁用|状态不可用|不存在)|密钥(?:无效|错误|不正确|已过期)|未提供(?:令牌|密钥|api)|鉴权失败|认证失败|身份验证(?:失败)?|验证不正确/,
    example: 'API key not valid. Please pass a valid API key.',
  },
  {
    name: 'text-account',
    source: 'google.rpc 403, Azure 403, OpenAI 401 and 403, Ark, OpenRouter, Anthropic, relays',
    kind: 'permission',
    only: ['4xx', 'none'],
    never: [402],
    words:
      'suspended blocked disabled deactivated terminated banned locked restricted verified verify activated access permission permissions authorized allowed whitelist allowlist agreement gated enabled terms tier plan han',
    pattern:
      /(?:account|organi[sz]ation|project|user|consumer|resource|key|workspace|tenant|subscription|access)\b[^.]{0,60}(?:has been|have been|is|was|been) (?:temporarily |permanently )?(?:suspended|blocked|disabled|deactivated|terminated|banned|locked|restricted)|has been (?:suspended|disabled|blocked|terminated) (?:in|for|on) (?:this|your) (?:account|project|organi[sz]ation)|violation of (?:our |the )?terms of service|consumer '[^']{0,80}' has been suspended|must be verified|verify (?:your )?organi[sz]ation|not (?:been )?activated|has not activated|it is disabled|(?:api|service|billing|model)\b[^.]{0,40} (?:is )?not (?:been )?enabled|permission[^.]{0,200}denied|permission denied|no permission|(?:do|does) ?(?:not|n't) have (?:access|permission|the required)|(?:insufficient|missing|lacks?)[^.]{0,20}permission|not authori[sz]ed|(?:are|is) not allowed to|not (?:in|on) the (?:ip )?(?:whitelist|allowlist)|access (?:is |was )?denied|accept (?:the|its) (?:terms|license|agreement)|gated|are blocked\.?$|not available (?:on|in|for) your (?:current )?(?:plan|tier)|requires? (?:an? )?(?:paid|pro|higher)[ a-z]{0,20}(?:plan|tier)|无权|没有权限|权限不足|无权限|未开通|未激活|禁用|封禁|被封|被禁|锁定|白名单|实名/,
    example:
      'Your resource has been temporarily blocked because we detected behavior that may violate our content policy.',
  },
];
