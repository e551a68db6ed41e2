import type { FailureKind } from '../outcome.ts';
import type { Rule } from './rule.ts';

// Gemini's finish and block reasons: googleapis/js-genai src/types.ts; FACTS: only a picture is billed.
function finish(name: string, kind: FailureKind, more: Partial<Rule> = {}): Rule {
  return { name: `finish-${name}`, source: 'Gemini FinishReason and BlockedReason', kind, ...more };
}

const blocked = finish('blocked', 'content_blocked', { billed: null });
const empty = finish('empty', 'no_output');
const noImage = finish('no-image', 'no_output', { scope: 'request' });

/** What a Gemini finish reason means when nothing usable came with it. */
export const finishReasons: ReadonlyMap<string, Rule> = new Map([
  ...[
    'SAFETY',
    'PROHIBITED_CONTENT',
    'BLOCKLIST',
    'SPII',
    'RECITATION',
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'IMAGE_RECITATION',
    'MODEL_ARMOR',
    'JAILBREAK',
  ].map((reason): [string, Rule] => [reason, blocked]),
  ['NO_IMAGE', noImage],
  ['MAX_TOKENS', finish('max-tokens', 'no_output', { scope: 'request', action: 'failover', billed: true })],
  ['IMAGE_OTHER', empty],
  ['OTHER', empty],
]);

type OutcomeName =
  | 'blocked'
  | 'empty'
  | 'textOnly'
  | 'promptBlocked'
  | 'emptyData'
  | 'emptyEntry'
  | 'contentFilter'
  | 'emptyChat'
  | 'lengthOnly'
  | 'finishError'
  | 'html'
  | 'nothing'
  | 'notJson'
  | 'unknownToSdk'
  | 'pending'
  | 'pollFailed'
  | 'errorInside'
  | 'cut'
  | 'noChunks'
  | 'timedOut'
  | 'aborted'
  | 'callersFault'
  | 'nothingKnown';

/** Findings about an answer that a status or a code does not make. */
export const outcomeRules: Readonly<Record<OutcomeName, Rule>> = {
  blocked,
  empty,
  textOnly: finish('text-only', 'no_output', { scope: 'request', action: 'failover' }),
  promptBlocked: finish('prompt-blocked', 'content_blocked', { billed: null }),
  emptyData: { name: 'answer-empty-data', source: 'LiteLLM hides refusals so', kind: 'no_output' },
  emptyEntry: {
    name: 'answer-empty-entry',
    source: 'an image entry without url and b64_json: nothing to blame on the prompt',
    kind: 'no_output',
    counts: true,
  },
  contentFilter: {
    name: 'answer-content-filter',
    source: 'OpenAI finish_reason, Stability artifacts, Imagen raiFilteredReason, Anthropic refusal',
    kind: 'content_blocked',
    billed: null,
  },
  emptyChat: {
    name: 'answer-empty-chat',
    source:
      'Gemini and relays: stopped without a word; the tokens were paid for, so no retry of the same model',
    kind: 'no_output',
    action: 'failover',
  },
  lengthOnly: {
    name: 'answer-length',
    source: 'all tokens went into thinking',
    kind: 'no_output',
    scope: 'request',
    action: 'failover',
    billed: true,
  },
  finishError: {
    name: 'answer-finish-error',
    source: 'OpenRouter finish_reason error',
    kind: 'bad_response',
  },
  html: { name: 'answer-html', source: 'proxies and login pages', kind: 'bad_response' },
  nothing: { name: 'answer-nothing', source: 'an empty body', kind: 'bad_response' },
  notJson: { name: 'answer-not-json', source: 'a body that says it is JSON', kind: 'bad_response' },
  unknownToSdk: {
    name: 'answer-unknown-to-sdk',
    source: '@google/genai keeps nothing of a 200 that is no answer of Gemini',
    kind: 'bad_response',
  },
  pending: {
    name: 'poll-pending',
    source: 'BFL, Replicate, fal: no error, ask again until the deadline',
    kind: 'unknown',
    scope: 'request',
    action: 'retry_then_failover',
    counts: false,
  },
  pollFailed: {
    name: 'poll-failed',
    source: 'BFL Error, Replicate failed',
    kind: 'server_error',
    billed: null,
  },
  errorInside: {
    name: 'answer-error-inside',
    source: 'OpenRouter and relays: an error with status 200',
    kind: 'server_error',
    billed: null,
    action: 'failover',
  },
  cut: {
    name: 'stream-cut',
    source: 'undici "terminated" and closed sockets after the head of an answer',
    kind: 'stream_interrupted',
  },
  noChunks: {
    name: 'stream-without-content',
    source: 'openai yields nothing for a stream that is no stream',
    kind: 'bad_response',
  },
  timedOut: {
    name: 'abort-timeout',
    source: 'AbortSignal.timeout; DOMException TimeoutError',
    kind: 'timeout',
  },
  aborted: {
    name: 'abort-client',
    source: 'AbortController; DOMException AbortError',
    kind: 'client_aborted',
  },
  callersFault: {
    name: 'error-of-the-code',
    source: 'a TypeError or ReferenceError without a cause: code, not an upstream',
    kind: 'unknown',
    counts: false,
  },
  nothingKnown: { name: 'nothing-known', source: 'the last resort', kind: 'unknown' },
};
