import type { Clock } from '@failsoft/core';
import { startSimulator } from '@failsoft/simulator/server';
import OpenAI from 'openai';

/** Where the models live, and whose seconds count. */
export interface ExampleUpstream {
  readonly name: string;
  readonly baseURL: string;
  readonly apiKey: string;
  /** Undefined: the machine's own time. */
  readonly clock: Clock | undefined;
  /** One plain call to the primary at this moment, without failover; undefined when that would cost money. */
  askAlone(model: string): Promise<boolean | undefined>;
  /** Lets time pass at this pace from now on, where it can be chosen. */
  pace(speed: number): Promise<void>;
  close(): Promise<void>;
}

/** The upstream of `FAILSOFT_BASE_URL` and `FAILSOFT_API_KEY`. */
export function realUpstream(baseURL: string, apiKey: string): ExampleUpstream {
  return {
    name: baseURL,
    baseURL,
    apiKey,
    clock: undefined,
    askAlone: () => Promise.resolve(undefined),
    pace: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/**
 * Two simulated upstreams with one seed and one clock: one behind failsoft, one asked plainly, so that
 * the same hour is lived through twice and neither disturbs the other.
 */
export async function simulatedUpstream(options: {
  seed: number;
  speed: number;
  models: readonly string[];
}): Promise<ExampleUpstream> {
  const { seed, speed, models } = options;
  const upstream = await startSimulator({ seed, speed, models, start: '2026-02-19T20:00+08:00' });
  const { clock } = upstream.simulator;
  const twin = await startSimulator({ seed, models, clock, start: new Date(clock.wallNow()) });
  const plain = new OpenAI({ baseURL: twin.baseURL, apiKey: 'none', maxRetries: 0 });
  return {
    name: `simulated upstream, seed ${seed}, at ${upstream.url}`,
    baseURL: upstream.baseURL,
    apiKey: 'none',
    clock,
    askAlone: (model) =>
      plain.images.generate({ model, prompt: 'a lighthouse' }).then(
        () => true,
        () => false,
      ),
    async pace(next) {
      await fetch(`${upstream.url}/__sim/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ speed: next }),
      });
    },
    async close() {
      await Promise.all([upstream.close(), twin.close()]);
    },
  };
}
