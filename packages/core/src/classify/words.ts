const stemChars = 5;

/** The first letters of a word, by which rules for texts are found. */
export function stemOf(word: string): string {
  return word.slice(0, stemChars);
}

/** Calls `see` with the stem of each word of a lower-case text, and once with `han` if it has Chinese signs. */
export function eachStem(text: string, see: (stem: string) => void): void {
  let start = -1;
  let han = false;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    const letter = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (letter) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      see(text.slice(start, Math.min(at, start + stemChars)));
      start = -1;
    }
    if (code >= 0x2e_80) han = true;
  }
  if (han) see('han');
}
