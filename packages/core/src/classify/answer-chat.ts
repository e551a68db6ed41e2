import type { Finding } from './rule.ts';
import { outcomeRules } from './rules-outcome.ts';
import { isRecord, itemsOf, read } from './safe-read.ts';

/** OpenAI chat and responses, Anthropic messages. Undefined for any other body. */
export function chatFault(body: object): 'ok' | Finding | undefined {
  const choices = read(body, 'choices');
  if (Array.isArray(choices)) return choices.length === 0 ? withoutChoices(body) : choiceFault(choices);
  if (read(body, 'object') === 'response') return responseFault(body);
  if (read(body, 'type') === 'message') return messageFault(body);
  return undefined;
}

// Azure begins a stream with a chunk without choices, and usage comes in one: no fault by itself. A whole answer
// without any is one.
function withoutChoices(body: object): 'ok' | Finding {
  const isChunk =
    read(body, 'object') === 'chat.completion.chunk' ||
    ['usage', 'prompt_filter_results', 'error'].some((name) => isSomething(read(body, name)));
  return isChunk ? 'ok' : { rule: outcomeRules.emptyChat, field: 'choices' };
}

function choiceFault(choices: readonly unknown[]): 'ok' | Finding | undefined {
  const [choice] = itemsOf(choices);
  const reason = read(choice, 'finish_reason');
  if (reason === 'error') return { rule: outcomeRules.finishError, field: 'choices[].finish_reason' };
  if (reason === 'content_filter') return filtered('choices[].finish_reason');
  const message = read(choice, 'message');
  if (!isRecord(message)) return 'ok';
  if (
    ['tool_calls', 'function_call', 'images', 'audio', 'refusal', 'reasoning_content', 'reasoning'].some(
      (key) => isSomething(read(message, key)),
    )
  ) {
    return 'ok';
  }
  if (isSomething(read(message, 'content'))) return 'ok';
  return reason === 'length'
    ? { rule: outcomeRules.lengthOnly, field: 'choices[].finish_reason' }
    : { rule: outcomeRules.emptyChat, field: 'choices[].message.content' };
}

function responseFault(body: object): 'ok' | Finding | undefined {
  const status = read(body, 'status');
  if (status === 'failed') return undefined;
  const reason = read(read(body, 'incomplete_details'), 'reason');
  if (reason === 'content_filter') return filtered('incomplete_details.reason');
  const output = read(body, 'output');
  if (status === 'in_progress' || status === 'queued' || isSomething(output)) return 'ok';
  return reason === 'max_output_tokens'
    ? { rule: outcomeRules.lengthOnly, field: 'incomplete_details.reason' }
    : { rule: outcomeRules.empty, field: 'output' };
}

function messageFault(body: object): 'ok' | Finding | undefined {
  if (read(body, 'stop_reason') === 'refusal') return filtered('stop_reason');
  return isSomething(read(body, 'content')) ? 'ok' : { rule: outcomeRules.empty, field: 'content' };
}

function filtered(field: string): Finding {
  return { rule: outcomeRules.contentFilter, field };
}

function isSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== '';
}
