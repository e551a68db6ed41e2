// triple32 by Chris Wellons (public domain): a 32-bit bijection with next to no bias.
// https://github.com/skeeto/hash-prospector
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return x ^ (x >>> 14);
}

/**
 * Luck by counting: a key of (seed, request, place), and from the key any number of draws.
 *
 * Nothing is consumed, so a policy that calls more or less often meets the same luck as every other.
 */
export function luckOf(seed: number, request: number, place: number): number {
  return mix(mix(mix(seed ^ 0x9e3779b9) ^ request) + Math.imul(place + 1, 0x85ebca6b));
}

/** The n-th draw of a key, in [0, 1). */
export function draw(key: number, n: number): number {
  return (mix(key ^ Math.imul(n + 1, 0xc2b2ae35)) >>> 0) / 2 ** 32;
}

/** A stream of draws, for what is made in order: episodes, windows, a breaker's jitter. */
export function createStream(seed: number, stream: number): () => number {
  const key = luckOf(seed, -1 - stream, stream);
  let count = 0;
  return () => draw(key, count++);
}
