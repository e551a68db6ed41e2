import type { Call } from '../upstream/call.ts';
import { isRecord, readJson, type Endpoint } from '../upstream/endpoint.ts';
import { serverSentEvent, type Output } from '../upstream/output.ts';
import { wrongParameter } from '../upstream/rejection.ts';

// Words are counted as tokens: near enough for a simulation.
const usage = { prompt_tokens: 8, completion_tokens: 7, total_tokens: 15 };

/** `POST …/chat/completions`, as JSON or as a stream of events. */
export const chat: Endpoint = {
  dialect: 'openai',
  read: readJson,
  check: ({ body: { messages } }) =>
    Array.isArray(messages) && messages.length > 0
      ? undefined
      : wrongParameter('messages', messages, 'an array of at least one message'),
  respond: (call) => (call.stream ? streamAnswer(call) : wholeAnswer(call)),
};

/** What a simulated model has to say. */
export const textOf = (call: Call): string => `This answer was simulated by ${call.model}.`;

const identity = (call: Call): { id: string; created: number; model: string } => ({
  id: `chatcmpl-sim-${call.id}`,
  created: call.created,
  model: call.model,
});

function wholeAnswer(call: Call): Output {
  const message = { role: 'assistant', content: textOf(call), refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  return { kind: 'whole', body: { ...identity(call), object: 'chat.completion', choices, usage } };
}

/** A role, a word at a time, the end, the usage if asked for, `[DONE]`. */
function streamAnswer(call: Call): Output {
  const send = (fields: object): string =>
    serverSentEvent({ ...identity(call), object: 'chat.completion.chunk', ...fields });
  const delta = (delta: object, finish: 'stop' | null): string =>
    send({ choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  const options = call.body['stream_options'];
  const wantsUsage = isRecord(options) && options['include_usage'] === true;
  return {
    kind: 'stream',
    events: [
      delta({ role: 'assistant', content: '' }, null),
      ...textOf(call)
        .split(/(?<= )/)
        .map((content) => delta({ content }, null)),
      delta({}, 'stop'),
      ...(wantsUsage ? [send({ choices: [], usage })] : []),
      serverSentEvent('[DONE]'),
    ],
    errorEvent: (body) => serverSentEvent(body),
  };
}
