import { timeOfDayMs } from '../episodes/beijing-time.ts';
import type { HourScore, Score, Transition } from './simulation-report.ts';

/** One user's request. */
export interface SimulatedRequest {
  readonly id: number;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number;
  /** The primary was in an episode. */
  readonly primaryDown: boolean;
  settled: boolean;
}

/** What a user got at last. */
export interface Served {
  readonly model: string;
  /** How long the call itself took that answered. */
  readonly callMs: number;
}

/** Counts what users got, what was asked of the upstream and what was paid. */
export interface Ledger {
  arrived(request: SimulatedRequest): void;
  called(model: string, down: boolean): void;
  /** A call came back with a picture, which is paid whoever gets it. */
  paid(model: string): void;
  /** The request is over; a second end changes nothing. */
  settle(request: SimulatedRequest, at: number, served: Served | undefined): void;
  turned(transition: Transition & { readonly from: string }, down: boolean): void;
  score(days: number): Score;
}

const MOST_TRANSITIONS = 2_000;

/** True when no transition of a score was left out. */
export const keepsAll = ({ transitions }: Score): boolean => transitions.length < MOST_TRANSITIONS;

/** Four bins an octave from 0.1 s: 40 bins reach beyond the patience of any user. */
export const latencyEdgesMs: readonly number[] = Array.from({ length: 46 }, (_, i) =>
  Math.round(100 * 2 ** (i / 4)),
);

export function createLedger(
  name: string,
  primary: string,
  prices: Readonly<Record<string, number>>,
): Ledger {
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    hour,
    requests: 0,
    failed: 0,
    servedBy: noCounts(),
  }));
  const priceOf = new Map(Object.entries(prices));
  const latencies: number[] = [];
  const added: number[] = [];
  const latencyCounts = latencyEdgesMs.map(() => 0);
  const transitions: Transition[] = [];
  let [requests, down, healthy, healthyPrimary] = [0, 0, 0, 0];
  let [calls, callsWhileDown, spent, opens, falseOpens] = [0, 0, 0, 0, 0];

  const hourOf = (request: SimulatedRequest): (typeof hours)[number] | undefined =>
    hours[Math.floor(timeOfDayMs(request.arrivedAt) / 3_600_000)];

  return {
    arrived(request) {
      requests += 1;
      if (request.primaryDown) down += 1;
      else healthy += 1;
      const hour = hourOf(request);
      if (hour !== undefined) hour.requests += 1;
    },
    called(model, isDown) {
      calls += 1;
      if (model === primary && isDown) callsWhileDown += 1;
    },
    paid(model) {
      spent += priceOf.get(model) ?? 0;
    },
    settle(request, at, served) {
      if (request.settled) return;
      request.settled = true;
      const hour = hourOf(request);
      if (hour === undefined) return;
      if (served === undefined) return void (hour.failed += 1);
      hour.servedBy[served.model] = (hour.servedBy[served.model] ?? 0) + 1;
      if (served.model === primary && !request.primaryDown) healthyPrimary += 1;
      const waitedMs = at - request.arrivedAt;
      latencies.push(waitedMs);
      added.push(Math.max(0, waitedMs - served.callMs));
      const bin = Math.max(
        0,
        latencyEdgesMs.findLastIndex((edge) => edge <= waitedMs),
      );
      latencyCounts[bin] = (latencyCounts[bin] ?? 0) + 1;
    },
    turned({ from, ...transition }, isDown) {
      if (transitions.length < MOST_TRANSITIONS) transitions.push(transition);
      if (transition.to !== 'open' || from !== 'closed') return;
      opens += 1;
      if (transition.model === primary && !isDown) falseOpens += 1;
    },
    score(days) {
      const [latencyAt, addedAt] = [quantilesOf(latencies), quantilesOf(added)];
      const answered = latencies.length;
      return {
        name,
        requests,
        successRate: answered / requests,
        primaryShare: healthyPrimary / healthy,
        servedBy: sumOf(hours),
        wastedCalls: (calls - answered) / requests,
        callsWhileDown: down === 0 ? 0 : callsWhileDown / down,
        latencyMs: { p50: latencyAt(0.5), p95: latencyAt(0.95), p99: latencyAt(0.99) },
        addedLatencyMs: {
          mean: added.reduce((sum, ms) => sum + ms, 0) / answered,
          p95: addedAt(0.95),
          p99: addedAt(0.99),
        },
        costPerImage: spent / answered,
        opensPerDay: opens / days,
        falseOpensPerDay: falseOpens / days,
        hours,
        latencyCounts,
        transitions,
      };
    },
  };
}

/** With nothing inherited: a model may be named `constructor`. */
function noCounts(): Record<string, number> {
  return Object.create(null);
}

function quantilesOf(values: number[]): (share: number) => number {
  const sorted = Float64Array.from(values).sort();
  return (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

function sumOf(hours: readonly HourScore[]): Record<string, number> {
  const total = noCounts();
  for (const { servedBy } of hours) {
    for (const [model, count] of Object.entries(servedBy)) total[model] = (total[model] ?? 0) + count;
  }
  return total;
}
