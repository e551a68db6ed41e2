import type { Clock } from '@failsoft/core';

/** The machine's own time. The only file of the simulator that names real time and real timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  // The handle came from setTimeout above; its type differs between runtimes.
  clearTimeout: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};
