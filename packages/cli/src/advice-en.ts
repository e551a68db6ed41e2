import type { Language } from './advice.ts';

const breakerUntouched = 'Nothing for a circuit breaker: the model itself is well.';

/** English. The four steps of an overload are those of FACTS, section 7. */
export const english: Language = {
  labels: {
    next: 'next step',
    counts: 'breaker',
    affects: 'affects',
    billed: 'billed',
    wait: 'asks to wait',
    back: 'usually back',
    why: 'because',
    whatToDo: 'What to do',
    forms: {
      http: 'an HTTP answer',
      json: 'a JSON body',
      page: 'a page or a stream',
      error: 'an error of a program',
    },
    actions: {
      failover: 'ask the next model',
      retry_then_failover: 'ask the same model once more, then the next',
      reject: 'give it back to the caller; no other model',
    },
    scopes: {
      global: 'everyone who asks this model',
      account: 'this account or key',
      request: 'this request',
      unknown: 'cannot be told from the answer',
    },
    yes: 'yes',
    no: 'no',
    unknown: 'perhaps; nobody can tell',
    countsYes: 'counts as a failure of this model',
    countsNo: 'does not count',
    notSaid: 'not said',
    readAs: 'read as',
    minutes: (from, to) => `in ${from} to ${to} minutes`,
    seconds: (count) => `${count} s`,
  },
  advice: {
    ok: { meaning: 'The answer carries what was asked for.', steps: ['Nothing. This is no error.'] },
    overloaded: {
      meaning: 'The vendor has no capacity for this model just now.',
      steps: [
        'Confirm the kind: "high demand", "overloaded" or UNAVAILABLE, and neither a quota (429 of your account) nor a bad request (400). This one is confirmed.',
        'Judge the scope: ask a sibling model, such as gemini-2.5-flash-image. If it works, one model is overloaded; if all of the vendor are down, look at its status page.',
        'Fail over: let the circuit breaker take the next model of the chain, or change `model` by hand.',
        'Watch the recovery, 30 to 120 minutes as a rule: a small batch first, then everything. Not back after two hours and no notice by the vendor: make the backup the primary.',
      ],
    },
    rate_limited: {
      meaning: 'This account sends more requests or tokens a minute than it may.',
      steps: [
        'Wait as long as the answer says, or a minute.',
        'Until then use another model or another key; failsoft rests this key and goes on with the others.',
        'If it comes back daily: send fewer at once, or ask the vendor for a higher limit.',
        breakerUntouched,
      ],
    },
    quota_exhausted: {
      meaning: 'The quota of a day or more is used up, or this plan has none for the model.',
      steps: [
        'Look at the quota in the console of the vendor. A limit of 0 never recovers by waiting.',
        'Use another model, another key or a paid plan until it is renewed.',
        breakerUntouched,
      ],
    },
    insufficient_funds: {
      meaning: 'The wallet is empty, or a bill is unpaid.',
      steps: [
        'Top up the account, or pay. Behind a relay it may be the account of the relay.',
        'Until then no model on the same key will answer: fail over to one with another key.',
        breakerUntouched,
      ],
    },
    server_error: {
      meaning: 'Something broke at the vendor.',
      steps: [
        'Ask once more at once; then the next model.',
        'Usually gone in minutes. If it stays, send the request id to the vendor.',
      ],
    },
    timeout: {
      meaning: 'No answer came in time. The vendor may have finished, and billed.',
      steps: [
        'Do not ask the same model again: it may cost twice. Ask the next one.',
        'Images take 20 to 60 s: check that your timeout, and that of every proxy on the way, is longer.',
      ],
    },
    network: {
      meaning: 'The upstream was not reached, or the connection broke.',
      steps: [
        'Check the address, DNS, the proxy and the certificates of the machine that asks.',
        'If other models behind the same address fail too, it is the address, not the model.',
      ],
    },
    bad_response: {
      meaning: 'An answer came that is none: a page, nothing, or broken JSON.',
      steps: [
        'Check the base URL: a login or error page often means the wrong path.',
        'Ask the next model meanwhile.',
      ],
    },
    no_output: {
      meaning: 'A success without a picture or text.',
      steps: [
        'Ask once more, then another model.',
        'If it is always this prompt, change the prompt. The tokens of the prompt may be billed.',
      ],
    },
    content_blocked: {
      meaning: 'The prompt, the input or the result was refused by a safety check.',
      steps: [
        'Change the prompt or the input picture.',
        "Other models have other rules, but whether to try them is your policy: `onContentBlocked: 'failover'`.",
      ],
    },
    unsupported_parameter: {
      meaning: 'This model does not take a parameter, or its value; another may.',
      steps: [
        'Look which sizes and options this model takes, and send those.',
        'failsoft translates the usual ones; the next model may take the request as it is.',
      ],
    },
    too_large: {
      meaning: 'The request is too long or too big for this model or account.',
      steps: ['Send less, or ask a model with a larger window. No waiting cures it.'],
    },
    invalid_request: {
      meaning: 'The request is wrong, and would be for every model.',
      steps: ['Read the message of the vendor and correct the request. It was not billed.', breakerUntouched],
    },
    auth: {
      meaning: 'The key is missing, wrong or expired.',
      steps: [
        'Check which key is sent, and to which base URL. Renew it if it has expired or leaked.',
        breakerUntouched,
      ],
    },
    permission: {
      meaning: 'The key is known, but may not do this.',
      steps: [
        'Activate the model, verify the organisation or lift the block in the console of the vendor.',
        'A page with "Just a moment" is a bot wall before the API: another network, or the support of the relay.',
      ],
    },
    region_blocked: {
      meaning: 'The vendor does not serve the country that the request came from.',
      steps: ['Send it from a region that is served, or use a vendor that serves yours.'],
    },
    model_not_found: {
      meaning: 'This address does not know the model, or no longer.',
      steps: [
        'Check the spelling, and the list of models of this base URL: relays use their own names.',
        'Preview models get retired: look for the successor.',
      ],
    },
    stream_interrupted: {
      meaning: 'The answer began and broke off.',
      steps: [
        'What has been shown cannot be taken back: ask again from the start.',
        'If it is always after the same time, a proxy on the way cuts it.',
      ],
    },
    client_aborted: {
      meaning: 'Whoever asked has gone.',
      steps: ['Nothing, unless it was you: then look for who calls abort().'],
    },
    unknown: {
      meaning: 'Nothing in it could be read.',
      steps: ['Paste more: the status, the headers and the body, as `curl -i` prints them.'],
    },
  },
};
