import { createHistogram } from './histogram.ts';
import type { PolicyRequest } from './request.ts';
import type { Answer } from './world/answer.ts';
import { models, type World } from './world/world.ts';

/** Where loss comes from, in seconds-equivalent a request. */
export type LossPart = 'wait' | 'downgrade' | 'failed' | 'waste' | 'refused';

/** What one policy came to in one cell. */
export interface Score {
  readonly requests: number;
  /** Share of requests that came to what they deserve: an image, or their 400. */
  readonly successRate: number;
  /** Share of good requests that arrived while the primary was well and got its image. */
  readonly primaryShare: number;
  /** Calls to the primary in its episodes, per request that arrived in one. */
  readonly callsWhileDown: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly troubledP99Ms: number;
  readonly tripsPerHour: number;
  /** Dollars spent per image delivered. */
  readonly costPerImage: number;
  /** Median time from the end of an episode to the arrival of the first request served by the primary. */
  readonly returnMs: number;
  /** Good requests failed within bursts of bad ones. */
  readonly burstFailures: number;
  readonly loss: number;
  readonly lossBy: Readonly<Record<LossPart, number>>;
}

/** Counts what users got and what was paid. */
export interface Ledger {
  arrived(request: PolicyRequest): void;
  called(model: number, answer: Answer, at: number): void;
  /** A 503 or 429 that somebody waited for. */
  refused(): void;
  served(request: PolicyRequest, model: number, at: number): void;
  /** Its 400 came back. */
  returned(request: PolicyRequest, at: number): void;
  failed(request: PolicyRequest, at: number): void;
  tripped(): void;
  score(): Score;
}

const failurePrice = 60;
const dollarPrice = 100;
const refusalPrice = 0.2;

export function createLedger(world: World): Ledger {
  const loss = { wait: 0, downgrade: 0, failed: 0, waste: 0, refused: 0 };
  const latency = createHistogram();
  const troubledLatency = createHistogram();
  const returns: number[] = [];
  let [requests, right, healthy, healthyPrimary, troubled, downCalls] = [0, 0, 0, 0, 0, 0];
  let [trips, spent, delivered, images, burstFailures, episode] = [0, 0, 0, 0, 0, 0];

  function settle(request: PolicyRequest, at: number): number {
    request.settled = true;
    latency.add(at - request.arrivedAt);
    if (request.troubled) troubledLatency.add(at - request.arrivedAt);
    return (at - request.arrivedAt) / 1_000;
  }

  function noteReturn(arrivedAt: number): void {
    for (;;) {
      const ended = world.primaryEpisodes[episode]?.[1];
      if (ended === undefined || ended > arrivedAt) return;
      const next = world.primaryEpisodes[episode + 1]?.[0] ?? Infinity;
      if (arrivedAt < next) returns.push(arrivedAt - ended);
      episode += 1;
    }
  }

  return {
    arrived(request) {
      requests += 1;
      if (request.troubled) troubled += 1;
      else if (!request.bad) healthy += 1;
    },
    called(model, answer, at) {
      if (model === 0 && world.troubled(0, at)) downCalls += 1;
      // Paid whether anybody waits for it or not; what is delivered is taken off again.
      if (answer.kind === 'image') spent += models[model]?.price ?? 0;
    },
    refused() {
      loss.refused += refusalPrice;
    },
    served(request, model, at) {
      const { medianMs, downgrade, price } = models[model] ?? { medianMs: 0, downgrade: 0, price: 0 };
      loss.wait += Math.max(0, settle(request, at) - medianMs / 1_000);
      loss.downgrade += downgrade;
      if (request.bad) return void (loss.failed += failurePrice);
      right += 1;
      images += 1;
      delivered += price;
      if (model !== 0) return;
      if (!request.troubled) {
        healthyPrimary += 1;
        noteReturn(request.arrivedAt);
      }
    },
    returned(request, at) {
      loss.wait += settle(request, at);
      if (request.bad) right += 1;
      else loss.failed += failurePrice;
    },
    failed(request, at) {
      loss.wait += settle(request, at);
      loss.failed += failurePrice;
      if (!request.bad && world.badShare(request.arrivedAt) > 0.1) burstFailures += 1;
    },
    tripped() {
      trips += 1;
    },
    score() {
      loss.waste = (spent - delivered) * dollarPrice;
      const each = (value: number): number => value / requests;
      returns.sort((a, b) => a - b);
      return {
        requests,
        successRate: each(right),
        primaryShare: healthyPrimary / healthy,
        callsWhileDown: downCalls / troubled,
        latencyMs: { p50: latency.quantile(0.5), p95: latency.quantile(0.95), p99: latency.quantile(0.99) },
        troubledP99Ms: troubledLatency.quantile(0.99),
        tripsPerHour: trips / (world.horizonMs / 3_600_000),
        costPerImage: spent / images,
        returnMs: returns[returns.length >> 1] ?? NaN,
        burstFailures,
        loss: each(loss.wait + loss.downgrade + loss.failed + loss.waste + loss.refused),
        lossBy: {
          wait: each(loss.wait),
          downgrade: each(loss.downgrade),
          failed: each(loss.failed),
          waste: each(loss.waste),
          refused: each(loss.refused),
        },
      };
    },
  };
}
