import { checkRules } from './check-rules.ts';
import type { BreakerModel, BreakerRules, BreakerSubject, CallOutcome } from './breaker-subject.ts';

/** What must be true of every breaker, checked from outside at each step. */
export interface Laws {
  readonly longestOpenMs: number;
  /** @returns true when it was admitted. */
  ask(model: BreakerModel, real: BreakerSubject): boolean;
  settle(model: BreakerModel, real: BreakerSubject, index: number, outcome: CallOutcome): void;
  recover(model: BreakerModel, real: BreakerSubject): void;
  outage(model: BreakerModel, real: BreakerSubject): void;
}

/** Defaults of `BreakerRules`: the article's open time and its one probe. */
const defaults: Required<BreakerRules> = {
  longestOpenMs: 300_000,
  probesAtOnce: 1,
  successesToClose: 20,
  failuresToOpen: 20,
};

export function laws(rules: BreakerRules): Laws {
  checkRules(rules);
  const {
    longestOpenMs = defaults.longestOpenMs,
    probesAtOnce = defaults.probesAtOnce,
    successesToClose = defaults.successesToClose,
    failuresToOpen = defaults.failuresToOpen,
  } = rules;

  function ask(model: BreakerModel, real: BreakerSubject): boolean {
    const wasClosed = real.isClosed();
    const settle = real.ask();
    if (settle === undefined) {
      demand(!wasClosed || model.failures > 0, 'a breaker that has seen no failure admits everybody');
      model.refusingSince ??= model.now;
      const refusedFor = model.now - model.refusingSince;
      demand(
        refusedFor <= longestOpenMs || model.calls.some(({ probe }) => probe),
        `it refuses no longer than ${longestOpenMs} ms at a stretch, unless a probe is under way or failed`,
      );
      return false;
    }
    const probe = !real.isClosed();
    // It may have closed by itself, as time went by or because it was asked.
    if (wasClosed || !probe) closed(model);
    model.calls.push({ settle, probe });
    const probes = model.calls.filter((call) => call.probe).length;
    demand(
      !probe || probes <= probesAtOnce,
      `while it is not closed at most ${probesAtOnce} at once are let through, and not ${probes}`,
    );
    return true;
  }

  function settle(model: BreakerModel, real: BreakerSubject, index: number, outcome: CallOutcome): void {
    const [call] = model.calls.splice(index, 1);
    if (call === undefined) return;
    const wasClosed = real.isClosed();
    if (wasClosed) closed(model);
    call.settle(outcome);
    if (outcome === 'failure') model.failures += 1;
    else
      demand(
        !wasClosed || real.isClosed(),
        `${outcome === 'success' ? 'a success' : 'a caller’s own fault'} never opens it`,
      );
    // A probe that failed begins a new open time; one that is back leaves the old one over.
    if (call.probe && outcome === 'failure') model.refusingSince = undefined;
    if (real.isClosed()) closed(model);
  }

  /** Everything under way comes to that, and then the open time is over, whichever way its last millisecond counts. */
  function letPass(model: BreakerModel, real: BreakerSubject, outcome: CallOutcome): void {
    while (model.calls.length > 0) settle(model, real, 0, outcome);
    real.wait(longestOpenMs + 1);
    model.now += longestOpenMs + 1;
  }

  function recover(model: BreakerModel, real: BreakerSubject): void {
    letPass(model, real, 'success');
    for (let i = 0; i < successesToClose && !real.isClosed(); i++) {
      if (ask(model, real)) settle(model, real, model.calls.length - 1, 'success');
    }
    demand(real.isClosed(), `${successesToClose} successes after the open time close it`);
    closed(model);
  }

  function outage(model: BreakerModel, real: BreakerSubject): void {
    letPass(model, real, 'failure');
    for (let i = 0; i < failuresToOpen && real.isClosed(); i++) {
      if (ask(model, real)) settle(model, real, model.calls.length - 1, 'failure');
    }
    demand(
      !real.isClosed(),
      `${failuresToOpen} failures in a row open it, when nothing else was seen for ${longestOpenMs} ms`,
    );
  }

  return { longestOpenMs, ask, settle, recover, outage };
}

/** Calls of an opening that is over are probes no more. */
function closed(model: BreakerModel): void {
  model.refusingSince = undefined;
  for (const call of model.calls) call.probe = false;
}

function demand(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`Not true of this breaker: ${sentence}.`);
}
