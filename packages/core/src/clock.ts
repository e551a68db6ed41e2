/** Where time comes from. The only file of core that names real time and timers. */
export interface Clock {
  /** Monotonic milliseconds. Only differences mean something. */
  now(): number;
  /** Milliseconds since the Unix epoch, for HTTP dates and display. Never used to measure. */
  wallNow(): number;
  /** Calls `fn` once, `ms` milliseconds from now. The handle is opaque. */
  setTimeout(fn: () => void, ms: number): unknown;
  /** Forgets a timer. Unknown and expired handles are ignored. */
  clearTimeout(handle: unknown): void;
}

const own = { performance, setTimeout, Date };

/** The machine's own time. */
export const systemClock: Clock = {
  // Node's global `performance` is a getter that costs nearly as much as the reading. It is asked again when the
  // globals beside it are no longer those of the start: whoever fakes the time in a test replaces them too.
  now: () => (setTimeout === own.setTimeout && Date === own.Date ? own.performance : performance).now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  // The handle came from setTimeout above; its type differs between runtimes.
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/** The moment that a text such as an HTTP date or an RFC 3339 timestamp names, in milliseconds since 1970, or NaN. */
export function parseDate(text: string): number {
  return Date.parse(text);
}
