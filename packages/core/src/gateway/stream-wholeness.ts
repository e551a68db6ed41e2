import type { EventMeaning } from './event-meaning.ts';
import type { StreamEvent } from './event-splitter.ts';

/**
 * Follows a stream and says after each event whether all has been said; undefined: this event changes nothing.
 *
 * Several answers to one chat come mixed: it is whole when each that has begun has its `finish_reason`, with or
 * without the `[DONE]` that some upstreams forget.
 */
export function watchForEnd(): (meaning: EventMeaning) => boolean | undefined {
  const open = new Set<unknown>();
  return (meaning) => {
    if (meaning.kind === 'end') return true;
    if (!('choices' in meaning) || meaning.choices.length === 0) return undefined;
    for (const { index, finished } of meaning.choices) {
      if (finished) open.delete(index);
      else open.add(index);
    }
    return open.size === 0;
  };
}

/** Whether an event that no blank line has ended was cut off in its data. */
export function isComplete({ data }: StreamEvent): boolean {
  if (data === undefined || data.trim() === '[DONE]') return data !== undefined;
  try {
    JSON.parse(data);
    return true;
  } catch {
    return false;
  }
}
