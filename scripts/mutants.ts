/**
 * Breaks breaker, window and walk on purpose, one fault at a time, and demands that a test notices each.
 *
 *   pnpm mutants            all of them
 *   pnpm mutants epoch      those whose fault names the word
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

interface Mutant {
  readonly fault: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutants: readonly Mutant[] = [
  // The window.
  {
    fault: 'stale buckets are kept',
    file: 'window/sliding-window.ts',
    from: 'Math.min(passed, bucketCount)',
    to: 'Math.min(passed, 1)',
  },
  {
    fault: 'late calls stay young',
    file: 'window/sliding-window.ts',
    from: 'Math.min(startBucket - this.#currentStart, horizon)',
    to: '0',
  },
  {
    fault: 'the clock is not pinned in the window',
    file: 'window/sliding-window.ts',
    from: 'nextAt = (bucket + 1) * this.#bucketMs;',
    to: 'nextAt = 0;',
  },
  // The breaker.
  {
    fault: 'results of an earlier epoch count',
    file: 'breaker/permit.ts',
    from: 'if (Math.floor(permit / (upper * leaseRange)) !== epoch) return false;',
    to: '',
  },
  {
    fault: 'a permit can be settled twice',
    file: 'breaker/permit.ts',
    from: 'if (!this.#flip(serial, 1)) return false;',
    to: 'if (!this.#flip(serial, 1)) return true;',
  },
  {
    fault: 'the clock is not pinned in the breaker',
    file: 'pinned-time.ts',
    from: 'if (at > last && at < Infinity) {',
    to: 'if (true) {',
  },
  {
    fault: 'leases are never reclaimed',
    file: 'breaker/recovery.ts',
    from: '(expiry[place] ?? 0) <= now',
    to: 'false',
  },
  {
    fault: 'recovery has no cap',
    file: 'breaker/acting-breaker.ts',
    from: 'if (place === -1) return -1;',
    to: '',
  },
  {
    fault: 'an ignored outcome is a failure',
    file: 'breaker/acting-breaker.ts',
    from: "if (outcome === 'failure') this.#probeFailed(",
    to: "if (outcome !== 'success') this.#probeFailed(",
  },
  {
    fault: 'ignored calls count in the window',
    file: 'window/sliding-window.ts',
    from: "} else if (outcome === 'success') {",
    to: '} else {',
  },
  {
    fault: 'an ignored probe closes',
    file: 'breaker/acting-breaker.ts',
    from: "outcome === 'success' && recovery.success()",
    to: "outcome !== 'failure' && recovery.success()",
  },
  {
    fault: '> instead of >= in the rate',
    file: 'breaker/trip-rule.ts',
    from: 'bad * 10_000 >=',
    to: 'bad * 10_000 >',
  },
  {
    fault: 'a success is judged too',
    file: 'breaker/acting-breaker.ts',
    from: "if (outcome === 'success') this.#run.success(at, began);",
    to: "if (outcome === 'success') { this.#run.success(at, began); this.#judge(0); }",
  },
  {
    fault: 'Retry-After is not bounded',
    file: 'breaker/open-time.ts',
    from: 'Math.min(retryAfterMs, longestHintMs)',
    to: 'retryAfterMs',
  },
  {
    fault: 'Retry-After replaces the open time',
    file: 'breaker/open-time.ts',
    from: 'Math.max(jittered, Math.min(retryAfterMs, longestHintMs))',
    to: '(Math.min(retryAfterMs, longestHintMs) || jittered)',
  },
  {
    fault: 'calls in flight are left out of the rate',
    file: 'breaker/trip-rule.ts',
    from: 'reaches(bad, settled + young,',
    to: 'reaches(bad, settled,',
  },
  {
    fault: 'the cap stays one for ever',
    file: 'breaker/recovery.ts',
    from: 'size = Math.min(cap, size * 2);',
    to: '',
  },
  {
    fault: 'the row of openings is never forgotten',
    file: 'breaker/open-time.ts',
    from: 'if (closedForMs > settings.calmMs) openings = 0;',
    to: '',
  },
  {
    fault: 'overdue calls are not counted',
    file: 'breaker/trip-rule.ts',
    from: 'const bad = failures + overdue;',
    to: 'const bad = failures;',
  },
  {
    fault: 'no jitter',
    file: 'breaker/open-time.ts',
    from: '(1 + settings.jitter * (2 * chance - 1))',
    to: '1',
  },
  {
    fault: 'a recovery never relapses',
    file: 'breaker/recovery.ts',
    from: '>= failureRate',
    to: '> failureRate',
  },
  {
    fault: 'the open time ends after its end',
    file: 'breaker/acting-breaker.ts',
    from: 'if (at < this.#state.until) return -1;',
    to: 'if (at <= this.#state.until) return -1;',
  },
  {
    fault: 'old news breaks a run',
    file: 'breaker/run.ts',
    from: 'if (one <= began) continue;',
    to: 'if (one <= Infinity) continue;',
  },
  {
    fault: 'old news before the whole run breaks it',
    file: 'breaker/run.ts',
    from: 'began < this.#firstBegan',
    to: 'false',
  },
  { fault: 'the usual errors are never learned', file: 'breaker/run.ts', from: ' ** failures', to: ' ** 0' },
  {
    fault: 'the failures of an outage are learned',
    file: 'breaker/run.ts',
    from: 'clear(): void {\n    this.length = 0;',
    to: 'clear(): void {\n    this.#forgive(this.length);',
  },
  {
    fault: 'a model is taken for more reliable than anything is',
    file: 'breaker/run.ts',
    from: 'Math.max(leastNoise, this.#noise() * (1 - forget))',
    to: 'this.#noise() * (1 - forget)',
  },
  {
    fault: 'the pace does not matter',
    file: 'breaker/run.ts',
    from: 'Math.log(rareMs / this.#gapMs())',
    to: 'Math.log(rareMs / 1_000)',
  },
  {
    fault: 'a run does not end a recovery',
    file: 'breaker/recovery.ts',
    from: 'inRow >= runNeeded || ',
    to: '',
  },
  {
    fault: 'a breaker that observes refuses',
    file: 'breaker/observe.ts',
    from: "permit === -1 && state() === 'closed' ? uncounted : permit",
    to: 'permit',
  },
  {
    fault: 'a restored breaker forgets to wait',
    file: 'breaker/acting-breaker.ts',
    from: 'until: Math.min(saved.remainingOpenMs, this.#openTime.longestMs)',
    to: 'until: 0',
  },
  { fault: 'slow calls never open it', file: 'breaker/trip-rule.ts', from: 'slow > 0', to: 'false' },
  // The walk.
  {
    fault: "one caller's failures count each time",
    file: 'failover/end-attempts.ts',
    from: '!failureCounts(live.link, walk.request.options.caller)',
    to: 'false',
  },
  {
    fault: 'a stand-in is suggested at once',
    file: 'failover/promotion.ts',
    from: 'downForMs() >= afterMs',
    to: 'true',
  },
  {
    fault: 'one refusal speaks for a model that is down',
    file: 'failover/trail.ts',
    from: 'refusals.length > 1',
    to: 'refusals.length > 0',
  },
  {
    fault: 'a stray overload of an unknown model is asked again',
    file: 'failover/pace.ts',
    from: ' && link.latency.recent() !== undefined',
    to: '',
  },
  {
    fault: 'a failure in a run is asked again',
    file: 'failover/pace.ts',
    from: 'run * 2 <= runNeeded',
    to: 'run <= 50',
  },
  {
    fault: 'a slow failure is asked again',
    file: 'failover/pace.ts',
    from: 'return tookMs < quick ? delayMs : undefined;',
    to: 'return delayMs;',
  },
  {
    fault: 'overtaken calls are ignored',
    file: 'failover/end-attempts.ts',
    from: "live.overdue ? 'failure' : 'ignored';",
    to: "'ignored' as const;",
  },
  {
    fault: "the caller's own fault is shopped around",
    file: 'failover/walk.ts',
    from: "verdict.action === 'reject' && !taken",
    to: 'false',
  },
  {
    fault: 'the user waits for the probe',
    file: 'failover/start-model.ts',
    from: "link.breaker.state === 'recovering' && startProbe(walk, link, now)",
    to: 'false',
  },
  {
    fault: "the caller's abort is not heard",
    file: 'failover/told-caller.ts',
    from: "signal.addEventListener('abort', onAbort);",
    to: '',
  },
  {
    fault: 'losers are not aborted',
    file: 'failover/end-attempts.ts',
    from: 'if (endAttempt(walk, live, outcome)) live.abort(reason);',
    to: 'endAttempt(walk, live, outcome);',
  },
  {
    fault: 'a last resort counts',
    file: 'failover/live-attempt.ts',
    from: 'if (permit !== undefined && !goesOn)\n      link',
    to: "if (permit === undefined && outcome === 'success') link.breaker.reset();\n      else if (permit !== undefined && !goesOn) link",
  },
  {
    fault: 'an isolated model is a last resort',
    file: 'failover/walk-request.ts',
    from: "=== 'isolated' ? 'manual' : 'circuit-open'",
    to: "=== 'open' ? 'circuit-open' : 'circuit-open'",
  },
  {
    fault: 'no last resort',
    file: 'failover/walk-request.ts',
    from: "if (this.skipped(link.target.name) !== 'circuit-open') continue;",
    to: 'continue;',
  },
  {
    fault: 'only the first model is a last resort',
    file: 'failover/walk-request.ts',
    from: 'this.lastResorts += 1;',
    to: 'this.lastResorts += Infinity;',
  },
  {
    fault: 'a last resort is not looked at again',
    file: 'failover/walk-request.ts',
    from: "if (refused === undefined || refused === 'circuit-open') return",
    to: 'return',
  },
  {
    fault: 'a model that hangs leaves no time for the next',
    file: 'failover/pace.ts',
    from: 'const latest = Math.max(2 * (usual ?? 0), timeMs / 2);',
    to: 'const latest = Infinity;',
  },
  {
    fault: 'without a hedge a model that hangs takes all the time',
    file: 'failover/pace.ts',
    from: 'return leftMs / 2;',
    to: 'return leftMs;',
  },
  {
    fault: 'a shut gate is ignored',
    file: 'failover/walk-request.ts',
    from: 'if (shut !== undefined) return',
    to: 'if (false) return',
  },
  {
    fault: 'timers are not cleared',
    file: 'failover/live-attempt.ts',
    from: 'if (this.timer !== undefined) this.clock.clearTimeout(this.timer);',
    to: '',
  },
  {
    fault: 'a second settle of an attempt counts',
    file: 'failover/live-attempt.ts',
    from: 'if (this.outcome !== undefined) return false;',
    to: '',
  },
  {
    fault: 'the retry budget is not kept',
    file: 'failover/retries.ts',
    from: 'load.retries += 1;',
    to: '',
  },
  {
    fault: 'the retry budget is never given back',
    file: 'failover/end-attempts.ts',
    from: "if (live.attempt.purpose === 'retry') load.retries -= 1;",
    to: '',
  },
  {
    fault: 'retries never end',
    file: 'failover/retries.ts',
    from: 'this.#retried = (this.#retried ?? new Set()).add(link);',
    to: '',
  },
  {
    fault: 'the total deadline is not kept',
    file: 'failover/pace.ts',
    from: 'return Math.min(attemptTimeoutMs, leftMs);',
    to: 'return attemptTimeoutMs;',
  },
  {
    fault: 'an answered call is watched',
    file: 'failover/watch-attempts.ts',
    from: 'if (live.settled) return;',
    to: '',
  },
  {
    fault: 'a late call has no deadline',
    file: 'failover/watch-attempts.ts',
    from: 'live.overdue = true;\n    live.at(deadlineAt, hedgeAt, onDeadline);',
    to: 'live.overdue = true;',
  },
  {
    fault: 'a clock that steps back puts off the deadline of a late call',
    file: 'failover/live-attempt.ts',
    from: 'Math.max(since, this.clock.now())',
    to: 'this.clock.now()',
  },
  {
    fault: 'a clock that steps back puts off the total deadline',
    file: 'failover/attempts.ts',
    from: 'Math.max(read, walk.reached)',
    to: 'read',
  },
  {
    fault: 'the deadline of a call that was not answered at once is forgotten',
    file: 'failover/told-caller.ts',
    from: 'request.watch();\n  return later;',
    to: 'return later;',
  },
  {
    fault: 'a probe beside an answer that came at once has no deadline',
    file: 'failover/told-caller.ts',
    from: 'request.watch();\n    if (request.refusal',
    to: 'if (request.refusal',
  },
  {
    fault: 'a deadline that has passed is told before anybody can hear it',
    file: 'failover/told-caller.ts',
    from: 'const later = new Promise<R>',
    to: 'request.watch();\n  const later = new Promise<R>',
  },
  {
    fault: 'a request that was closed meanwhile calls its model',
    file: 'failover/attempts.ts',
    from: 'if (walk.finished) return giveBack(link, permit);',
    to: '',
  },
  {
    fault: 'models are called behind the total deadline',
    file: 'failover/walk.ts',
    from: 'if (this.context.clock.now() >= this.request.totalDeadlineAt) return this.exhaust();',
    to: '',
  },
  {
    fault: 'the signal of a caller is never left',
    file: 'failover/told-caller.ts',
    from: "request.signal?.removeEventListener('abort', request.onAbort);",
    to: '{}',
  },
  {
    fault: 'calls go on behind the total deadline',
    file: 'failover/end-attempts.ts',
    from: 'live.abort(timeout);',
    to: '',
  },
  {
    fault: 'the permit of a request that has ended is kept',
    file: 'failover/attempts.ts',
    from: "if (permit !== undefined) breaker.settle(permit, 'ignored');",
    to: '',
  },
  {
    fault: 'a request whose probe has answered is kept',
    file: 'failover/walk.ts',
    from: 'if (this.finished) return this.release(); // a',
    to: 'if (this.finished) return; // a',
  },
  {
    fault: 'a late retry calls its model behind the total deadline',
    file: 'failover/walk.ts',
    from: 'now < this.request.totalDeadlineAt',
    to: 'true',
  },
  {
    fault: 'whoever waits for an answer is not told of a fault of ours',
    file: 'failover/walk.ts',
    from: 'if (this.told) return;',
    to: 'if (this.finished) return;',
  },
  {
    fault: 'what a hedge was refused for is asked once more',
    file: 'failover/walk.ts',
    from: 'this.heldBack === undefined && this.retryOnce',
    to: 'this.retryOnce',
  },
  {
    fault: 'the refusal of a hedge is forgotten at the total deadline',
    file: 'failover/walk.ts',
    from: 'if (this.heldBack !== undefined && !this.finished) return',
    to: 'if (false) return',
  },
  {
    fault: 'only one retry that waits is cancelled',
    file: 'failover/retries.ts',
    from: 'this.#timers.add(timer);',
    to: 'this.#timers.clear();\n      this.#timers.add(timer);',
  },
  {
    fault: 'a retry that was cancelled stays in the budget',
    file: 'failover/retries.ts',
    from: 'load.retries -= this.#timers.size;',
    to: '',
  },
  {
    fault: 'a clock that was set back is waited for',
    file: 'pinned-time.ts',
    from: 'this.#state[1] = reading - this.latest;',
    to: 'void reading;',
  },
  {
    fault: 'a deadline that has passed is waited for',
    file: 'failover/live-attempt.ts',
    from: 'else fn();',
    to: '',
  },
];

const root = new URL('../', import.meta.url).pathname;
const source = `${root}packages/core/src`;
const copy = `${root}packages/core/mutant`;
const survivors: string[] = [];
const [word = ''] = process.argv.slice(2);
const chosen = mutants.filter(({ fault }) => fault.includes(word));
if (chosen.length === 0) throw new Error(`No fault names "${word}".`);

// Before the first of them runs: a text that has moved is found at once.
for (const { file, from, fault } of mutants) {
  if (readFileSync(`${source}/${file}`, 'utf8').split(from).length !== 2)
    throw new Error(`"${fault}": its text is not in ${file} exactly once. Update the mutant.`);
}

try {
  for (const [index, mutant] of chosen.entries()) {
    process.stderr.write(`${String(index + 1).padStart(2)} of ${chosen.length}  ${mutant.fault} ... `);
    const killed = killedBy(mutant);
    process.stderr.write(killed ? 'noticed\n' : 'SURVIVED\n');
    if (!killed) survivors.push(mutant.fault);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${chosen.length - survivors.length} of ${chosen.length} faults were noticed`);
if (survivors.length > 0) {
  console.error(`Nobody noticed: ${survivors.join('; ')}`);
  process.exitCode = 1;
}

function killedBy({ file, from, to }: Mutant): boolean {
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true });
  const text = readFileSync(`${copy}/${file}`, 'utf8');
  writeFileSync(
    `${copy}/${file}`,
    text.replace(from, () => to),
  );
  const tests = ['window', 'breaker', 'failover'].map((folder) => `packages/core/mutant/${folder}`);
  const { status } = spawnSync(
    'vitest',
    ['run', '--bail', '1', '--reporter', 'dot', '--testTimeout', '10000', ...tests],
    {
      cwd: root,
      timeout: 120_000,
    },
  );
  return status !== 0;
}
