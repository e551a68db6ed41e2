/** Chance: uniform in [0, 1). The only file of core that names `Math.random`. */
export const systemRandom: () => number = Math.random;
