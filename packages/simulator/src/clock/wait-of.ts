/** How long a timer waits: none at all when it is given no time, a time that has passed, or NaN, as setTimeout does. */
export function waitOf(ms: number): number {
  return ms > 0 ? ms : 0;
}
