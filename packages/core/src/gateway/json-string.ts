const quote = 0x22;
const backslash = 0x5c;

/** Just behind the closing quote of the string that opens at `start`; -1 when it never closes. */
export function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(quote, start + 1); at !== -1; at = bytes.indexOf(quote, at + 1)) {
    let before = at - 1;
    while (bytes[before] === backslash) before--;
    // An even number of backslashes leaves the quote unescaped.
    if ((at - before) % 2 === 1) return at + 1;
  }
  return -1;
}
