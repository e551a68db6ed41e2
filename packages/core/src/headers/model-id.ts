const longest = 128;
const usual = /^[\w.:/@+-]{1,128}$/;
const encoder = new TextEncoder();

/**
 * A model's name as a header may carry it: letters, digits and `-._:/@+`, all else percent-encoded as
 * UTF-8, at most 128 characters. Never throws; clients read it with `decodeURIComponent`.
 */
export function formatModelId(name: string): string {
  if (usual.test(name)) return name;
  let formatted = '';
  // By character, so that a long name is never cut inside one; a lone surrogate becomes U+FFFD.
  for (const character of name) {
    const safe = /^[\w.:/@+-]$/.test(character) ? character : percentEncode(character);
    if (formatted.length + safe.length > longest) break;
    formatted += safe;
  }
  return formatted;
}

/** The name behind a header's value; the value itself when it is not ours. */
export function parseModelId(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function percentEncode(character: string): string {
  return Array.from(
    encoder.encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
