import type { Clock } from '@failsoft/core';

interface Timer {
  readonly at: number;
  readonly order: number;
  fn: (() => void) | undefined;
}

/** Time that moves from event to event: core's clock, and the loop that drives it. */
export interface VirtualTime extends Clock {
  setTimeout(fn: () => void, ms: number): Timer;
  /** Fires all timers in order until none is left. */
  run(): void;
}

/** A binary heap of timers; cleared ones are dropped when they come to the top. */
export function createVirtualTime(settle: () => void): VirtualTime {
  const heap: Timer[] = [];
  let now = 0;
  let order = 0;

  function push(timer: Timer): void {
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(timer, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = timer;
  }

  function pop(): Timer | undefined {
    const [top] = heap;
    const last = heap.pop();
    if (last === undefined || last === top) return top;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      let child = heap[below];
      const right = heap[below + 1];
      if (right !== undefined && child !== undefined && before(right, child)) {
        child = right;
        below += 1;
      }
      if (child === undefined || !before(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
    return top;
  }

  return {
    now: () => now,
    wallNow: () => 1_771_430_400_000 + now,
    setTimeout(fn, ms) {
      const timer: Timer = { at: now + Math.max(0, ms), order: (order += 1), fn };
      push(timer);
      return timer;
    },
    clearTimeout(handle) {
      // The handle is one of ours; the Clock's type is opaque.
      if (handle !== undefined) (handle as Timer).fn = undefined;
    },
    run() {
      for (let timer = pop(); timer !== undefined; timer = pop()) {
        const { fn } = timer;
        if (fn === undefined) continue;
        now = timer.at;
        timer.fn = undefined;
        fn();
        settle();
      }
    },
  };
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
