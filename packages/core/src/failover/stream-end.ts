import type { Evidence } from '../outcome.ts';

/** How a stream ended after its first content: whole, left by whoever read it, or broken with this to see. */
export type StreamEnd = 'whole' | 'left' | Evidence;

const ends = new WeakMap<object, Promise<StreamEnd>>();

/** Says of an answer that it goes on after it was given. */
export function endsLater(answer: object, end: Promise<StreamEnd>): void {
  ends.set(answer, end);
}

/** When and how this answer ends; undefined: it has ended already. */
export function endOf(answer: unknown): Promise<StreamEnd> | undefined {
  return typeof answer === 'object' && answer !== null ? ends.get(answer) : undefined;
}
