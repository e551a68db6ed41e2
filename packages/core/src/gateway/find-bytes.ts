/**
 * A search for one pattern in bytes, by Horspool's rule: most bytes of a picture are never looked at.
 *
 * @param pattern of 1 to 255 bytes
 */
export function createFinder(pattern: Uint8Array): (bytes: Uint8Array, from: number) => number {
  const last = pattern.length - 1;
  const skip = new Uint8Array(256).fill(pattern.length);
  for (let at = 0; at < last; at++) skip[pattern[at] ?? 0] = last - at;

  return function find(bytes, from) {
    for (let at = from; at + last < bytes.length; at += skip[bytes[at + last] ?? 0] ?? 1) {
      let back = last;
      while (back >= 0 && bytes[at + back] === pattern[back]) back--;
      if (back < 0) return at;
    }
    return -1;
  };
}
