import type { Latency } from '../profile/model-profile.ts';
import type { Draw } from './draws.ts';

// The 95th percentile of the standard normal distribution.
const Z95 = 1.6448536269514722;

/** A lognormal time in whole milliseconds. Box-Muller: two uniform draws make one normal. */
export function drawLatencyMs(latency: Latency, draw: Draw, n: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(n, 'latency-radius')));
  const normal = radius * Math.cos(2 * Math.PI * draw(n, 'latency-angle'));
  const sigma = Math.log(latency.p95Ms / latency.medianMs) / Z95;
  return Math.round(latency.medianMs * Math.exp(sigma * normal));
}
