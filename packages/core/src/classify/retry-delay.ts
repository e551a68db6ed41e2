import { parseDate } from '../clock.ts';
import { durationAtStart, wholeDuration } from './duration.ts';
import { headerReader, type HeaderReader } from './header.ts';
import type { Layer } from './layer.ts';
import { isRecord, read } from './safe-read.ts';

const dayMs = 86_400_000;

/** Everything that a delay may be read from. */
export interface DelayEvidence {
  readonly header: HeaderReader;
  readonly layers: readonly Layer[];
  readonly wallNow: () => number;
  readonly limited: boolean;
}

/**
 * How long the upstream asks to be left alone, in milliseconds within [0, 24 h]; null where it does not say.
 * Reference: errors, section 4: the first place that says something wins.
 */
export function retryDelay(evidence: DelayEvidence): number | null {
  const { header, layers, wallNow, limited } = evidence;
  const found =
    milliseconds(header('retry-after-ms')) ??
    milliseconds(header('x-ms-retry-after-ms')) ??
    retryAfter(header('retry-after'), wallNow) ??
    saidInBody(layers, wallNow) ??
    (limited ? fullAgain(header, wallNow) : undefined) ??
    resetAt(header('x-ratelimit-reset'), wallNow);
  if (found === undefined || Number.isNaN(found)) return null;
  // Whole milliseconds, as every timer takes them.
  return Math.round(Math.min(Math.max(found, 0), dayMs));
}

function milliseconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

// RFC 9110, section 10.2.3: seconds or a date. Fractions are seen in the wild.
function retryAfter(text: string | undefined, wallNow: () => number): number | undefined {
  const seconds = milliseconds(text);
  if (seconds !== undefined) return seconds * 1_000;
  if (text === undefined) return undefined;
  // What only looks like a date to a lenient parser is none.
  if (!/^[a-z]{3,9},? |^\d{4}-\d\d-\d\dt/i.test(text) || !/\d:\d\d/.test(text)) return wholeDuration(text);
  const at = parseDate(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallNow());
}

function saidInBody(layers: readonly Layer[], wallNow: () => number): number | undefined {
  let inText: number | undefined;
  let retryIn: number | undefined;
  for (const { text } of layers) {
    inText = larger(inText, fromText(text));
    if (/retry in/i.test(text)) retryIn = larger(retryIn, fromText(text));
  }
  for (const layer of layers) {
    for (const detail of layer.details) {
      const info = wholeDuration(read(detail, 'retryDelay')) ?? protobuf(read(detail, 'retryDelay'));
      // Where both say "retry" and disagree, the longer one is right: 10 s against 10.158 s was seen.
      if (info !== undefined) return larger(info, retryIn);
      const metadata = read(detail, 'metadata');
      const reset =
        wholeDuration(read(metadata, 'quotaResetDelay')) ??
        moment(read(metadata, 'quotaResetTimeStamp'), wallNow);
      if (reset !== undefined) return reset;
    }
    const said =
      seconds(read(layer.source, 'retry_after')) ??
      seconds(read(layer.source, 'retryAfter')) ??
      seconds(read(layer.source, 'estimated_time'));
    if (said !== undefined) return said;
    const headers = read(read(layer.source, 'metadata'), 'headers');
    if (isRecord(headers)) {
      const inside = headerReader(headers);
      const reset =
        retryAfter(inside('retry-after'), wallNow) ?? resetAt(inside('x-ratelimit-reset'), wallNow);
      if (reset !== undefined) return reset;
    }
  }
  return inText;
}

// Only after these verbs: a number alone in a text is no delay.
const verb =
  /(?:retry(?:ing)?(?: again)? (?:in|after)|try again (?:in|after)|retry[-_ ]?after:?|resets? (?:in|after)|reset(?:s)? (?:your quota )?after|wait(?: for)?(?: at least)?|available (?:again )?in|请(?:在|等待)|等待)\s*(?:about |approximately |another )?~?\s*(?=\d)/gi;
const windowZh = /(\d{1,5})\s*(?:分钟|秒)(?:钟)?内(?:最多|最大|只能|仅)/;

function fromText(said: string): number | undefined {
  if (said === '' || !/\d/.test(said)) return undefined;
  const text = said.replaceAll(/(?<=\d),(?=\d{3}\b)/g, '');
  let longest: number | undefined;
  for (const found of text.matchAll(verb)) {
    longest = larger(
      longest,
      durationAtStart(text.slice(found.index + found[0].length, found.index + found[0].length + 60)),
    );
  }
  const inChinese = windowZh.exec(text);
  if (inChinese !== null) longest = larger(longest, durationAtStart(inChinese[0]));
  return longest ?? afterChinese(text);
}

function afterChinese(text: string): number | undefined {
  const found = /(\d{1,6}(?:\.\d+)?\s*(?:毫秒|秒钟?|分钟|小时))(?:之?后|以后)/.exec(text);
  return found === null ? undefined : durationAtStart(found[0]);
}

// OpenAI's x-ratelimit-reset-* say when the bucket is full again: an upper bound, of those that are empty.
function fullAgain(header: HeaderReader, wallNow: () => number): number | undefined {
  let longest: number | undefined;
  for (const what of ['requests', 'tokens']) {
    const text = header(`x-ratelimit-reset-${what}`);
    if (text === undefined || header(`x-ratelimit-remaining-${what}`) !== '0') continue;
    const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : wholeDuration(text);
    if (ms !== undefined && ms > 0) longest = larger(longest, ms);
  }
  if (longest !== undefined) return longest;
  for (const what of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    if (header(`anthropic-ratelimit-${what}-remaining`) === '0') {
      longest = larger(longest, moment(header(`anthropic-ratelimit-${what}-reset`), wallNow));
    }
  }
  return longest;
}

// Above 1e12: epoch milliseconds; above 1e9: epoch seconds; else seconds. What has passed says nothing.
function resetAt(text: string | undefined, wallNow: () => number): number | undefined {
  const value = milliseconds(text);
  if (value === undefined || value <= 0) return undefined;
  if (value < 1e9) return value * 1_000;
  const ahead = (value > 1e12 ? value : value * 1_000) - wallNow();
  return ahead > 0 ? ahead : undefined;
}

function seconds(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number * 1_000 : undefined;
}

// google.protobuf.Duration as an object, as gRPC clients print it.
function protobuf(value: unknown): number | undefined {
  if (!isRecord(value)) return undefined;
  const whole = seconds(read(value, 'seconds'));
  const nanos = read(value, 'nanos');
  return whole === undefined || typeof nanos !== 'number' ? whole : whole + nanos / 1e6;
}

function moment(value: unknown, wallNow: () => number): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return undefined;
  const ahead = parseDate(value) - wallNow();
  return ahead > 0 ? ahead : undefined;
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}
