// The numbers of the article of 2026-02-19.
const FAILURE_RATE = 0.3;
const WINDOW_MS = 60_000;
const OPEN_MS = 300_000;
const MINIMUM_CALLS = 5;

/** A breaker as the article describes it, written apart from core so that it cannot share a fault with it. */
export interface DocumentedBreaker {
  readonly state: 'closed' | 'open' | 'recovering';
  /** Whether a call may leave; while recovering one at a time. */
  admit(now: number): boolean;
  record(ok: boolean, now: number): void;
}

/** Its faults are corrected: one probe at a time, and a probe that succeeds closes it. */
export function createDocumentedBreaker(onTurn: (from: string, to: string) => void): DocumentedBreaker {
  let state: DocumentedBreaker['state'] = 'closed';
  let openedAt = 0;
  let probing = false;
  let calls: { readonly at: number; readonly ok: boolean }[] = [];

  function turn(to: DocumentedBreaker['state']): void {
    const from = state;
    state = to;
    calls = [];
    onTurn(from, to);
  }

  return {
    get state() {
      return state;
    },
    admit(now) {
      if (state === 'open' && now - openedAt >= OPEN_MS) {
        turn('recovering');
        probing = false;
      }
      if (state === 'closed') return true;
      if (state === 'open' || probing) return false;
      probing = true;
      return true;
    },
    record(ok, now) {
      // What was sent before it opened tells nothing about now.
      if (state === 'open') return;
      if (state === 'recovering') {
        probing = false;
        if (!ok) openedAt = now;
        return turn(ok ? 'closed' : 'open');
      }
      calls.push({ at: now, ok });
      const first = calls.findIndex(({ at }) => at > now - WINDOW_MS);
      if (first > 0) calls = calls.slice(first);
      const failures = calls.reduce((sum, call) => sum + (call.ok ? 0 : 1), 0);
      if (calls.length < MINIMUM_CALLS || failures / calls.length < FAILURE_RATE) return;
      openedAt = now;
      turn('open');
    },
  };
}
