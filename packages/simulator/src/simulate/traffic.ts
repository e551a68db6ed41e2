import { timeOfDayMs } from '../episodes/beijing-time.ts';
import { createDraws } from '../random/draws.ts';

export interface Traffic {
  readonly rps: number;
  /** How busy each hour of the Beijing day is, against `rps`. */
  readonly demand: readonly number[];
}

/**
 * The moments at which requests arrive: a Poisson process whose rate follows the hour, exact by thinning.
 * Users do not know of each other, so evenly spaced requests would flatter every breaker.
 */
export function* arrivals(
  { rps, demand }: Traffic,
  seed: number,
  from: number,
  to: number,
): Generator<number, void> {
  const draw = createDraws(seed, 'traffic');
  const highest = Math.max(...demand);
  const gapMs = 1_000 / (rps * highest);
  let moment = from;
  for (let n = 1; ; n++) {
    moment += -Math.log(1 - draw(n, 'gap')) * gapMs;
    if (moment >= to) return;
    const weight = demand[Math.floor(timeOfDayMs(moment) / 3_600_000)] ?? 1;
    if (draw(n, 'accept') * highest < weight) yield moment;
  }
}
