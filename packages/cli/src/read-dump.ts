/** An error as a program prints it: its class, its message, and the fields that tell it apart. */
export interface Dump {
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: Readonly<Record<string, string>>;
  readonly cause?: { readonly name: string; readonly message: string; readonly code: string };
}

// Node, undici and TLS: the fixed names of faults of a connection.
const systemCode =
  /\b(E(?:CONN|NOT|AI_|HOST|NET|PIPE|TIMED|PROTO|ADDR)[A-Z_]*|UND_ERR_[A-Z_]+|(?:DEPTH_ZERO_SELF|SELF|CERT|UNABLE_TO|ERR_TLS|ERR_SSL)_[A-Z_]+)\b/;

const readChars = 64 * 1024;

/** Reads a stack trace, the output of `console.log(error)`, or the message alone. */
export function readDump(text: string): Dump {
  const lines = text
    .slice(0, readChars)
    .split(/\r?\n/)
    .filter((line) => !/^\s+at /.test(line));
  const whole = lines.join('\n');
  const { name, message } = headOf(whole);
  const status = /\bstatus(?:Code)?: ?'?(\d{3})\b/.exec(whole)?.[1];
  const system = systemCode.exec(whole)?.[1];
  const retryAfter = /['"]?retry-after['"]?: ?['"]?([^'",}\n]+)/i.exec(whole)?.[1];
  const fields = fieldsOf(whole);
  return {
    name,
    message,
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
    ...(Object.keys(fields).length === 0 ? {} : { error: fields }),
    ...(system === undefined ? {} : { cause: { name: 'Error', message: '', code: system } }),
  };
}

// `Name: message`, or `DOMException [AbortError]: message`. What Node prints below it is no part of the message.
function headOf(text: string): { name: string; message: string } {
  const [, printed = '', bracket = '', rest] =
    /^(?:Uncaught |Unhandled rejection |\[)?([A-Za-z_.]{1,80})(?: \[(\w{1,40})\])?: ([\s\S]*)$/.exec(text) ??
    [];
  const isName = /Error|Exception|Timeout|Abort/;
  const message =
    (rest ?? text).split(/\n\s+(?:\[cause\]|(?:status|statusCode|code|headers|errno)\b)/, 1)[0] ?? '';
  if (rest === undefined || !(isName.test(printed) || isName.test(bracket)))
    return { name: 'Error', message: text };
  return { name: isName.test(bracket) ? bracket : printed, message: message.trim() };
}

// The fields of an error as `console.log` prints them, which is not JSON.
function fieldsOf(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const key of ['message', 'type', 'code', 'param', 'reason']) {
    const found = new RegExp(`\\b${key}: (?:'([^'\\n]*)'|"([^"\\n]*)"|\`([^\`]*)\`)`).exec(text);
    const value = found?.[1] ?? found?.[2] ?? found?.[3];
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}
