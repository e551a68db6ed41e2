/**
 * Chance by counting: a number in [0, 1) that depends on nothing but the seed, the stream, `n` and the salt.
 *
 * There is no state to share, so order, concurrency, further models and further salts shift no other draw.
 */
export type Draw = (n: number, salt: string) => number;

/** The draws of one stream, for example of one model. */
export function createDraws(seed: number, stream: string): Draw {
  const keys = new Map<string, readonly [number, number]>();
  return (n, salt) => {
    let key = keys.get(salt);
    if (key === undefined) keys.set(salt, (key = hashText(`${seed}\n${stream}\n${salt}`)));
    const low = mix(n ^ key[0]);
    const high = mix((low + Math.floor(n / 2 ** 32)) ^ key[1]);
    return ((mix(low ^ high) >>> 5) * 2 ** 26 + (high >>> 6)) / 2 ** 53;
  };
}

// triple32 by Chris Wellons (public domain): a 32-bit bijection with next to no bias.
// https://github.com/skeeto/hash-prospector
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

/** FNV-1a over UTF-16 units, twice with different bases, each finished by `mix`. */
function hashText(text: string): readonly [number, number] {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 13);
  }
  return [mix(a), mix(b)];
}
