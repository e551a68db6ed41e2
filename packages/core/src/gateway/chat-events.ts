import { isRecord } from '../classify/safe-read.ts';
import { parseAnswer } from './parse-answer.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/**
 * A whole chat answer as the stream that its client waits for: one chunk and the end.
 *
 * Some relays ignore `stream`. An SDK that reads events would find none in their JSON, and raise nothing. What
 * is no chat answer stays as it is.
 */
export function asChatEvents(answer: UpstreamAnswer): UpstreamAnswer {
  if (answer.streaming || answer.body instanceof ReadableStream) return answer;
  const body = parseAnswer(answer.body);
  if (body === undefined || !Array.isArray(body['choices'])) return answer;
  const choices: readonly unknown[] = body['choices'];
  const chunk = { ...body, object: 'chat.completion.chunk', choices: choices.map(asDelta) };
  const headers = new Headers(answer.headers);
  headers.set('content-type', 'text/event-stream; charset=utf-8');
  const bytes = new TextEncoder().encode(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  return { ...answer, headers, body: [bytes], streaming: true };
}

function asDelta(choice: unknown): unknown {
  if (!isRecord(choice) || !isRecord(choice['message'])) return choice;
  const { message, ...rest } = choice;
  const { tool_calls: calls, ...said } = message;
  // In a stream each call says which one it is.
  const numbered = Array.isArray(calls)
    ? { tool_calls: calls.map((call: unknown, index) => (isRecord(call) ? { index, ...call } : call)) }
    : {};
  return { ...rest, delta: { ...said, ...numbered } };
}
