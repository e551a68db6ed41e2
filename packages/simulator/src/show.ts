/** A value as a sentence shows it. JSON has no word for NaN, functions, symbols and what holds itself. */
export function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'function') return String(value);
  try {
    // JSON.stringify says undefined of what it leaves out, against its type.
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
