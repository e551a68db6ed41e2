import type { Arena, Policy } from '../arena.ts';
import type { PolicyRequest } from '../request.ts';
import type { Answer } from '../world/answer.ts';
import { models } from '../world/world.ts';

/** What an attempt came to; `timeout` is the caller's own. */
export type Result = Answer['kind'] | 'timeout';

/** What a request does after a failed attempt. */
type Next = 'next model' | 'same model' | 'raise' | 'give back';

/** The rules of one policy that tries one model after the other. */
export interface Rules {
  /** Milliseconds after which an attempt is given up. */
  readonly timeoutMs: number;
  /** What the policy thinks of a model before calling it: a ticket to be recorded with, or undefined to pass it over. */
  admit(model: number, at: number): Ticket | undefined;
  record(ticket: Ticket, result: Result, at: number): void;
  after(result: Result, attempt: number): Next;
  /** Called when no model was admitted: the model to call all the same, or -1. */
  panic(): number;
}

/** Which call an outcome belongs to. */
interface Ticket {
  readonly model: number;
  readonly epoch: number;
}

/** A policy of one attempt at a time. */
export function sequential(name: string, rulesFor: (arena: Arena) => Rules): Policy {
  return {
    name,
    enter(arena) {
      const rules = rulesFor(arena);
      return (request) => walkFrom(arena, rules, request, 0, 0);
    },
  };
}

function walkFrom(arena: Arena, rules: Rules, request: PolicyRequest, from: number, attempted: number): void {
  for (let model = from; model < models.length; model += 1) {
    const ticket = rules.admit(model, arena.time.now());
    if (ticket !== undefined) return attempt(arena, rules, request, ticket, 0, attempted + 1);
  }
  const forced = attempted === 0 ? rules.panic() : -1;
  if (forced === -1) return arena.fail(request);
  attempt(arena, rules, request, { model: forced, epoch: -1 }, 0, 1);
}

function attempt(
  arena: Arena,
  rules: Rules,
  request: PolicyRequest,
  ticket: Ticket,
  nth: number,
  attempted: number,
): void {
  const { time } = arena;
  const settle = (result: Result): void => {
    rules.record(ticket, result, time.now());
    if (result === 'image') return arena.serve(request, ticket.model);
    switch (rules.after(result, nth)) {
      case 'give back':
        return arena.giveBack(request);
      case 'raise':
        return arena.fail(request);
      case 'same model':
        return attempt(arena, rules, request, ticket, nth + 1, attempted);
      case 'next model':
        return walkFrom(arena, rules, request, ticket.model + 1, attempted);
    }
  };
  const timeout = time.setTimeout(() => {
    cancel();
    settle('timeout');
  }, rules.timeoutMs);
  const cancel = arena.call(request, ticket.model, (answer) => {
    time.clearTimeout(timeout);
    settle(answer.kind);
  });
}
