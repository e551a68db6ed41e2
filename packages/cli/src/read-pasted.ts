import type { Evidence } from '@failsoft/core';
import { readDump } from './read-dump.ts';

/** What somebody pasted, understood. `form` says as what. */
export interface Pasted {
  readonly form: 'http' | 'json' | 'page' | 'error';
  readonly evidence: Evidence;
}

/** Tells a raw HTTP answer, a JSON body, a page or stream, and an error of a program apart. */
export function readPasted(pasted: string): Pasted {
  const text = pasted.replace(/^\uFEFF/, '').trim();
  const http = readHttp(text);
  if (http !== undefined) return { form: 'http', evidence: http };
  const json = parseJson(text);
  if (json !== undefined) return { form: 'json', evidence: { body: json } };
  if (/^(?:<|data:|event:)/.test(text)) return { form: 'page', evidence: { body: text } };
  return { form: 'error', evidence: { error: readDump(text) } };
}

// `curl -i` and `curl -v`, whose marks are taken off. After a redirect or a 100 the last head counts.
function readHttp(text: string): Evidence | undefined {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => !/^(?:[*>{}]|\s+% Total|\s+Dload)(?:\s|$)/.test(line) || /^[{}]/.test(line))
    .map((line) => line.replace(/^< ?/, ''));
  const heads = lines.flatMap((line, at) => (/^HTTP\/\d(?:\.\d)? \d{3}\b/.test(line) ? [at] : []));
  const start = heads.at(-1);
  if (start === undefined) return undefined;
  const status = Number(/ (\d{3})\b/.exec(lines[start] ?? '')?.[1]);
  const headers: Record<string, string> = {};
  let at = start + 1;
  for (; at < lines.length; at += 1) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || value === undefined) break;
    headers[name.toLowerCase()] = value;
  }
  const body = lines.slice(at).join('\n').trim();
  return { status, headers, body: parseJson(body) ?? body };
}

function parseJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
