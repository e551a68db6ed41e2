import type { AttemptRecord, Trail } from '../outcome.ts';
import { formatModelId } from './model-id.ts';

/** How much the client is told. `false`: nothing; `'minimal'`: `X-Fallback-Model` alone; `'trace'`: every attempt. */
export type HeaderLevel = false | 'minimal' | 'default' | 'trace';

const traceMembers = 8;
const traceBytes = 1024;

/**
 * The headers that tell a client which model answered and why. Every value is safe to set, whatever the
 * names are. Docs: docs/headers.md.
 *
 * `X-Fallback-Model` is there only when another model than the one asked for has answered.
 *
 * @param publicName what a model is called in public. @default its name
 * @param removed names of parameters that the model which answered cannot take. @default none
 */
export function degradationHeaders(
  trail: Trail,
  level: HeaderLevel = 'default',
  publicName: (model: string) => string = (model) => model,
  removed: readonly string[] = [],
): [name: string, value: string][] {
  if (level === false) return [];
  const { served, attempts, degraded, reason } = trail;
  const idOf = (model: string): string => formatModelId(publicName(model));
  const headers: [string, string][] = [];
  if (served !== undefined && degraded) headers.push(['X-Fallback-Model', idOf(served)]);
  if (level === 'minimal') return headers;
  if (served !== undefined) headers.unshift(['X-Served-Model', idOf(served)]);
  if (degraded) headers.push(['X-Fallback-Reason', reason ?? 'other']);
  headers.push(['X-Fallback-Attempts', String(Math.min(attempts.length, 999))]);
  const named = removed.filter((name) => /^[\w.-]{1,64}$/.test(name));
  if (served !== undefined && named.length > 0) headers.push(['X-Fallback-Removed-Params', named.join(', ')]);
  if (level === 'trace' && attempts.length > 0)
    headers.push(['X-Fallback-Trace', traceOf(attempts, served, idOf)]);
  return headers;
}

/** What an exhausted chain adds: when to come back, and that the SDK must not multiply the walk. */
export function exhaustedHeaders(retryAfterMs: number | null): [name: string, value: string][] {
  const retryAfter: [string, string][] =
    retryAfterMs === null ? [] : [['Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000)))]];
  // openai-node retries a 503 twice and ignores a Retry-After above 60 s; this header stops it.
  return [...retryAfter, ['x-should-retry', 'false']];
}

// RFC 9651 list of strings with parameters. Ids are already inside the characters of an sf-string.
function traceOf(
  attempts: readonly AttemptRecord[],
  served: string | undefined,
  idOf: (model: string) => string,
): string {
  let trace = '';
  for (const { model, status, reason, durationMs, outcome } of attempts.slice(0, traceMembers)) {
    const parameters = [
      status === undefined ? '' : `;s=${status}`,
      reason === undefined ? '' : `;r=${reason}`,
      `;ms=${Math.round(durationMs)}`,
      outcome === 'success' && model === served ? ';served' : '',
    ];
    const member = `"${idOf(model)}"${parameters.join('')}`;
    if (trace.length + member.length + 2 > traceBytes) break;
    trace += trace === '' ? member : `, ${member}`;
  }
  return trace;
}
