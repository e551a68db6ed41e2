import type { Failover } from '@failsoft/core';
import { createEventClock, type EventClock } from '../clock/event-clock.ts';
import { parseMoment } from '../episodes/beijing-time.ts';
import type { SimulationDeps } from '../simulate/own-failover.ts';
import { createSimulator, type Simulator } from '../simulator.ts';

/** What a client was given at last, or what was thrown at it. */
export interface Answer {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly response: Response | undefined;
  readonly text: string;
}

/** The whole stack in virtual time: simulated upstream, chain, clients. */
export interface VirtualStack {
  readonly clock: EventClock;
  readonly simulator: Simulator;
  readonly models: Failover;
  /** Asks for a picture at a moment; the clock must be run for it to happen. */
  askAt(ms: number, signal?: AbortSignal): Promise<Answer>;
  /** Lets time pass until every promise is settled. */
  run<T>(promises: readonly Promise<T>[]): Promise<T[]>;
  /** The same for a client that has work of its own to do, such as an SDK: time waits for it a little. */
  pump<T>(promise: Promise<T>): Promise<T>;
  /** Lets time pass. */
  runFor(ms: number): Promise<void>;
}

// An SDK that fills in a form needs a few turns of the event loop before it asks.
const TURNS_OF_CLIENTS = 20;

export function createVirtualStack(
  names: readonly [string, ...string[]],
  failover: (deps: SimulationDeps) => Failover,
  options: { readonly latency?: number } = {},
): VirtualStack {
  const clock = createEventClock(parseMoment('start', '2026-02-19T12:00'));
  const simulator = createSimulator({
    profile: 'calm',
    clock,
    models: names,
    ...(options.latency === undefined ? {} : { latency: options.latency }),
  });
  const models = failover({ clock, random: () => 0.5, fetch: simulator.fetch });

  async function ask(signal: AbortSignal | undefined): Promise<Answer> {
    const askedAt = clock.now();
    const done = (response: Response | undefined, text: string): Answer => ({
      askedAt,
      answeredAt: clock.now(),
      response,
      text,
    });
    try {
      const response = await models.fetch('https://api.example.com/v1/images/generations', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: names[0], prompt: 'a lighthouse' }),
        signal: signal ?? null,
      });
      return done(response, await response.text());
    } catch (error) {
      return done(undefined, String(error));
    }
  }

  // Reactions to a timer, reading of bodies included, are over before the next macrotask.
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

  async function run<T>(promises: readonly Promise<T>[]): Promise<T[]> {
    const state = { done: false };
    const all = Promise.all(promises).finally(() => {
      state.done = true;
    });
    await settle();
    while (!state.done) {
      if (!clock.runNext()) throw new Error('Somebody waits for an answer that will never come.');
      await settle();
    }
    return all;
  }

  async function pump<T>(promise: Promise<T>): Promise<T> {
    const state = { done: false };
    void promise.finally(() => {
      state.done = true;
    });
    for (let turn = 1; !state.done; turn += 1) {
      await settle();
      if (turn % TURNS_OF_CLIENTS === 0) clock.runNext();
    }
    return promise;
  }

  return {
    clock,
    simulator,
    models,
    askAt: (ms, signal) =>
      new Promise((resolve) => {
        clock.setTimeout(() => void ask(signal).then(resolve), ms);
      }),
    run,
    pump,
    runFor: async (ms) => {
      await run([new Promise<void>((resolve) => void clock.setTimeout(resolve, ms))]);
    },
  };
}
