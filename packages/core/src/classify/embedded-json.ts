/** JSON found inside a text, and what the text says besides. */
export interface Embedded {
  readonly value: object;
  readonly rest: string;
}

/**
 * The first JSON object or list inside a text: relays put the vendor's answer into their own message.
 * Python's way to print a dictionary is read too. Undefined where there is none.
 */
export function embeddedJson(text: string): Embedded | undefined {
  const start = text.search(/[{[]\s*[{["'\]}]/);
  if (start < 0) return undefined;
  const end = closingBracket(text, start);
  if (end < 0) return undefined;
  const json = text.slice(start, end + 1);
  const value = parsed(json) ?? parsed(unescaped(json)) ?? parsed(fromPython(json));
  return value === undefined
    ? undefined
    : { value, rest: `${text.slice(0, start)} ${text.slice(end + 1)}`.trim() };
}

/** Parsed JSON; undefined where it is none. Only objects and lists count. */
export function parsed(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function closingBracket(text: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || (char === "'" && opensPythonText(text, at))) quote = char;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at;
  }
  return -1;
}

// An apostrophe inside a word is none of Python's quotes.
function opensPythonText(text: string, at: number): boolean {
  return /[{[,:(\s]/.test(text[at - 1] ?? ' ');
}

// JSON that was put into a string twice: \" for ".
function unescaped(json: string): string {
  return json.replaceAll('\\"', '"').replaceAll('\\n', ' ').replaceAll('\\\\', '\\');
}

function fromPython(text: string): string {
  return text
    .replaceAll('"', '\\"')
    .replaceAll(/(?<=[{[,:(\s])'|'(?=\s*[,:}\])])/g, '"')
    .replaceAll(/\bNone\b/g, 'null')
    .replaceAll(/\bTrue\b/g, 'true')
    .replaceAll(/\bFalse\b/g, 'false');
}
