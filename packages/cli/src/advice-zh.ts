import type { Language } from './advice.ts';

const breakerUntouched = '不计入熔断器：模型本身是正常的。';

/** Chinese. The four steps of an overload are those of FACTS, section 7. */
export const chinese: Language = {
  labels: {
    next: '下一步',
    counts: '熔断器',
    affects: '影响范围',
    billed: '是否计费',
    wait: '要求等待',
    back: '通常恢复',
    why: '判断依据',
    whatToDo: '怎么办',
    forms: { http: 'HTTP 响应', json: 'JSON 正文', page: '网页或事件流', error: '程序报错' },
    actions: {
      failover: '换下一个模型',
      retry_then_failover: '同一模型再试一次，然后换下一个',
      reject: '原样返回给调用方，不换模型',
    },
    scopes: {
      global: '所有使用该模型的人',
      account: '当前账户或密钥',
      request: '仅这一次请求',
      unknown: '从响应中无法判断',
    },
    yes: '是',
    no: '否',
    unknown: '可能，无法确定',
    countsYes: '计为该模型的一次失败',
    countsNo: '不计入',
    notSaid: '未说明',
    readAs: '识别为',
    minutes: (from, to) => `${from} 到 ${to} 分钟内`,
    seconds: (count) => `${count} 秒`,
  },
  advice: {
    ok: { meaning: '响应里有所请求的内容。', steps: ['无需处理，这不是错误。'] },
    overloaded: {
      meaning: '厂商侧该模型的算力暂时不足。',
      steps: [
        '确认错误类型：出现 high demand、overloaded 或 UNAVAILABLE，而不是配额（429）或参数错误（400）。这一条已确认。',
        '判断影响范围：试一下同厂商的另一个模型，例如 gemini-2.5-flash-image。能用就是单个模型过载；全部不可用则查看厂商状态页。',
        '切换：由熔断器自动换到优先级链的下一个模型，或手动修改 model。',
        '观察恢复：一般 30 到 120 分钟。先小批量，再全部切回。两小时未恢复且厂商无公告，就把备用模型设为主模型。',
      ],
    },
    rate_limited: {
      meaning: '当前账户每分钟的请求数或令牌数超限。',
      steps: [
        '按响应要求的时间等待；没有说明就等一分钟。',
        '期间换用其他模型或其他密钥；failsoft 会让这个密钥休息，其余照常。',
        '如果每天都出现：降低并发，或向厂商申请提高限额。',
        breakerUntouched,
      ],
    },
    quota_exhausted: {
      meaning: '当天或更长周期的配额已用完，或该套餐对此模型没有配额。',
      steps: [
        '在厂商控制台查看配额；限额为 0 时等待也不会恢复。',
        '配额更新前换用其他模型、其他密钥或付费套餐。',
        breakerUntouched,
      ],
    },
    insufficient_funds: {
      meaning: '余额不足或账单逾期。',
      steps: [
        '充值或缴清账单。经由中转时，可能是中转方的上游账户没钱。',
        '在此之前同一密钥下的模型都不会响应：换用其他密钥的模型。',
        breakerUntouched,
      ],
    },
    server_error: {
      meaning: '厂商内部出错。',
      steps: ['立即再试一次，然后换下一个模型。', '通常几分钟内恢复；若持续，把 request id 发给厂商。'],
    },
    timeout: {
      meaning: '没有在限定时间内得到响应。厂商可能已经完成并计费。',
      steps: [
        '不要再次请求同一模型，以免重复计费；换下一个。',
        '生成图片需要 20 到 60 秒：检查自己以及途中每个代理的超时设置是否更长。',
      ],
    },
    network: {
      meaning: '没有连上上游，或连接中断。',
      steps: [
        '检查地址、DNS、代理和本机证书。',
        '如果同一地址下的其他模型也失败，是地址的问题，不是模型的问题。',
      ],
    },
    bad_response: {
      meaning: '收到的不是有效响应：网页、空内容或损坏的 JSON。',
      steps: ['检查 base URL：登录页或错误页通常说明路径不对。', '同时换用下一个模型。'],
    },
    no_output: {
      meaning: '返回成功，但没有图片或文字。',
      steps: ['再试一次，然后换其他模型。', '如果总是这个提示词，请修改提示词。提示词的令牌可能已计费。'],
    },
    content_blocked: {
      meaning: '提示词、输入或结果被安全检查拒绝。',
      steps: [
        '修改提示词或输入图片。',
        "其他模型的规则不同，是否尝试由你决定：onContentBlocked: 'failover'。",
      ],
    },
    unsupported_parameter: {
      meaning: '该模型不支持某个参数或取值，其他模型可能支持。',
      steps: [
        '查看该模型支持的尺寸和选项，改用它们。',
        'failsoft 会转换常见参数；下一个模型也许可以直接接受。',
      ],
    },
    too_large: {
      meaning: '请求对该模型或账户来说太长或太大。',
      steps: ['减少内容，或使用窗口更大的模型。等待没有用。'],
    },
    invalid_request: {
      meaning: '请求本身有误，换任何模型都一样。',
      steps: ['阅读厂商的报错信息并修正请求。没有计费。', breakerUntouched],
    },
    auth: {
      meaning: '密钥缺失、错误或已过期。',
      steps: ['检查发送的是哪个密钥、发往哪个 base URL。过期或泄露则更换。', breakerUntouched],
    },
    permission: {
      meaning: '密钥有效，但没有这项权限。',
      steps: [
        '在厂商控制台开通模型、完成组织验证或解除封禁。',
        '出现 “Just a moment” 页面说明被 API 之前的人机验证拦截：换网络，或联系中转方。',
      ],
    },
    region_blocked: {
      meaning: '厂商不向请求所在的国家或地区提供服务。',
      steps: ['从受支持的地区发起请求，或使用支持所在地区的厂商。'],
    },
    model_not_found: {
      meaning: '该地址没有这个模型，或已下线。',
      steps: ['检查拼写和该 base URL 的模型列表：中转方常用自己的名字。', '预览版模型会下线：查找它的后继。'],
    },
    stream_interrupted: {
      meaning: '响应开始后中断。',
      steps: ['已显示的内容无法收回：从头重新请求。', '如果总是在相同时间后中断，是途中的代理切断了连接。'],
    },
    client_aborted: {
      meaning: '调用方已离开。',
      steps: ['无需处理；如果不是你取消的，请查找是谁调用了 abort()。'],
    },
    unknown: {
      meaning: '无法识别其中的内容。',
      steps: ['请粘贴更多内容：状态码、响应头和正文，例如 curl -i 的输出。'],
    },
  },
};
