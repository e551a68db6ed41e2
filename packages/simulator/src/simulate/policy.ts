import type { EventClock } from '../clock/event-clock.ts';
import type { Ledger, SimulatedRequest } from './ledger.ts';
import type { World } from './world.ts';

/** Where a policy lives: virtual time, the upstream, and the book in which all is written down. */
export interface Arena {
  readonly clock: EventClock;
  readonly world: World;
  readonly ledger: Ledger;
  readonly seed: number;
}

/** A way of answering requests. */
export interface Policy {
  readonly name: string;
  /** @returns what handles one request, as it arrives. */
  enter(arena: Arena): Handler;
}

export interface Handler {
  handle(request: SimulatedRequest): void;
  /** Lets what was begun go on before time does. Absent: everything happens within the timers. */
  settle?(): Promise<void>;
  close?(): Promise<void>;
}

/** Users do not wait longer than this. A choice: twice what the slowest documented picture takes, and more. */
export const PATIENCE_MS = 180_000;
