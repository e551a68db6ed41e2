import { http, HttpResponse, type HttpHandler } from 'msw/http';
import { answer, type Call, type Endpoint } from '../upstream/answer.ts';
import { wrongParameter } from '../upstream/error-answer.ts';
import { pathEndsWith, type Upstream } from '../upstream/upstream.ts';

// Words are counted as tokens: near enough for a simulation.
const usage = { prompt_tokens: 8, completion_tokens: 7, total_tokens: 15 };

const endpoint: Endpoint = {
  check: ({ messages }) =>
    Array.isArray(messages) && messages.length > 0
      ? undefined
      : wrongParameter('messages', messages, 'an array of at least one message'),
  respond: (call) => (call.body['stream'] === true ? streamAnswer(call) : wholeAnswer(call)),
};

/** `POST …/chat/completions`, as JSON or as a stream of events. */
export function chatHandler(upstream: Upstream): HttpHandler {
  return http.post(pathEndsWith(upstream, '/chat/completions'), ({ request }) =>
    answer(upstream, endpoint, request),
  );
}

const textOf = (call: Call): string => `This answer was simulated by ${call.model}.`;

const identity = (call: Call): { id: string; created: number; model: string } => ({
  id: `chatcmpl-sim-${call.n}`,
  created: call.created,
  model: call.model,
});

async function wholeAnswer(call: Call): Promise<Response> {
  await call.wait(call.latencyMs);
  const message = { role: 'assistant', content: textOf(call), refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  const body = { ...identity(call), object: 'chat.completion', choices, usage };
  return HttpResponse.json(body, { headers: call.headers });
}

async function streamAnswer(call: Call): Promise<Response> {
  const events = streamEvents(call);
  const pauseMs = call.latencyMs / events.length;
  const encoder = new TextEncoder();
  let sent = 0;
  // The head leaves with the first event, as a real upstream's does.
  await call.wait(pauseMs);

  // Without a high water mark of 0 the stream would run ahead of its reader.
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (sent > 0) await call.wait(pauseMs);
        } catch (reason) {
          call.abandon();
          throw reason;
        }
        controller.enqueue(encoder.encode(`data: ${events[sent]}\n\n`));
        sent += 1;
        if (sent === events.length) controller.close();
      },
      cancel: () => call.abandon(),
    },
    { highWaterMark: 0 },
  );
  const headers = { ...call.headers, 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
  return new HttpResponse(stream, { headers });
}

/** The data of each event: a role, a word at a time, the end, the usage if asked for, `[DONE]`. */
function streamEvents(call: Call): readonly string[] {
  const event = (delta: object, finish: 'stop' | null): string =>
    JSON.stringify({
      ...identity(call),
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    });
  const words = textOf(call).split(/(?<= )/);
  const withUsage = JSON.stringify({
    ...identity(call),
    object: 'chat.completion.chunk',
    choices: [],
    usage,
  });
  return [
    event({ role: 'assistant', content: '' }, null),
    ...words.map((content) => event({ content }, null)),
    event({}, 'stop'),
    ...(asksForUsage(call.body['stream_options']) ? [withUsage] : []),
    '[DONE]',
  ];
}

function asksForUsage(options: unknown): boolean {
  return (
    typeof options === 'object' &&
    options !== null &&
    'include_usage' in options &&
    options.include_usage === true
  );
}
