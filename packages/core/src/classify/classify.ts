import { systemClock } from '../clock.ts';
import type { Evidence, Verdict } from '../outcome.ts';
import { isAmbiguous } from './ambiguous.ts';
import { codeFinder } from './code-rule.ts';
import { decisiveCodes } from './codes-decisive.ts';
import { generalCodes, silentCodes } from './codes-general.ts';
import { nodeCodes } from './codes-node.ts';
import { conclude, type Context } from './conclude.ts';
import { headerReader } from './header.ts';
import { judgeBody } from './judge-body.ts';
import type { Layer } from './layer.ts';
import { layersOf } from './layers.ts';
import type { Finding } from './rule.ts';
import { outcomeRules } from './rules-outcome.ts';
import { ruleOfStatus } from './rules-status.ts';
import { itemsOf, read, toStatus } from './safe-read.ts';
import { statusInText } from './status-in-text.ts';
import { textFinder } from './text-rule.ts';
import { overridingTexts } from './texts-account.ts';
import { weakTexts } from './texts-health.ts';
import { textRules } from './texts.ts';
import { abortOf, isFaultOfCode } from './thrown.ts';

const byDecisiveCode = codeFinder(decisiveCodes, silentCodes);
const byNodeCode = codeFinder(nodeCodes, silentCodes);
const byOverridingText = textFinder(overridingTexts);
const byText = textFinder(textRules);
const byWeakText = textFinder(weakTexts);
const byGeneralCode = codeFinder(generalCodes, silentCodes);

const noHeader = (): undefined => undefined;
const success: Context = {
  phase: undefined,
  header: noHeader,
  layers: [],
  status: 200,
  answered: true,
  wallNow: () => 0,
};
const ok: Verdict = Object.freeze(
  conclude({ rule: { name: 'ok', source: 'RFC 9110, section 15.3', kind: 'ok' }, field: 'body' }, success),
);

/**
 * What the evidence of one answer means and what to do next. Pure and total: it never throws, whatever it is
 * given, and looks at 64 KiB of a text at most. A 2xx that carries what was asked for is `ok`.
 *
 * In order: who aborted; what a 2xx carries; codes, the innermost first; texts; the status; what was thrown.
 *
 * @param wallNow milliseconds since 1970, for delays that are told as dates
 * @example
 * classify({ status: 503, body: { error: { message: 'high demand', code: 'upstream_error' } } }).kind; // 'overloaded'
 */
export function classify(evidence: Evidence, wallNow: () => number = systemClock.wallNow): Verdict {
  try {
    return judge(evidence, wallNow);
  } catch {
    // Evidence that fights back, such as a revoked proxy, has said nothing.
    return conclude({ rule: outcomeRules.nothingKnown, field: 'evidence' }, success);
  }
}

function judge(evidence: Evidence, wallNow: () => number): Verdict {
  const { error } = evidence;
  const http = toStatus(evidence.status);
  const succeeded = http !== undefined && http >= 200 && http < 300;
  if (succeeded && error === undefined && evidence.signalReason === undefined) {
    const answer = judgeBody(evidence);
    if (answer === 'ok') return ok;
    if (answer !== 'error') return concludeWith(answer, [], http, evidence, wallNow);
  }
  const wholeAnswer = http !== undefined && http >= 400 && error === undefined;
  const aborted = wholeAnswer ? undefined : abortOf(error, evidence.signalReason);
  if (aborted !== undefined) return concludeWith(aborted, [], http, evidence, wallNow);
  const layers = layersOf(evidence.body, error);
  const status = statusOf(layers, http) ?? statusInText(layers);
  const finding = find(layers, status, evidence, succeeded);
  return concludeWith(finding, layers, status, evidence, wallNow);
}

// The innermost error knows best: a relay's 500 may wrap a 503.
function statusOf(layers: readonly Layer[], http: number | undefined): number | undefined {
  for (const { status } of layers) if (status !== undefined && status >= 400) return status;
  return http;
}

function find(
  layers: readonly Layer[],
  status: number | undefined,
  evidence: Evidence,
  succeeded: boolean,
): Finding {
  const byWords =
    overruled(layers, status) ??
    byDecisiveCode(layers, status) ??
    byNode(layers, status, evidence) ??
    byText(layers, status);
  if (byWords !== undefined) return byWords;
  const walled = layers.some((layer) => layer.field === 'title');
  const general = walled ? undefined : (byGeneralCode(layers, status) ?? byWeakText(layers, status));
  const rule = general?.rule ?? ruleOfStatus(status);
  if (rule !== undefined) {
    const finding = general ?? { rule, field: 'status' };
    return rule.kind === 'invalid_request' && isAmbiguous(layers, evidence, status)
      ? ambiguous(finding)
      : finding;
  }
  return byThrown(evidence, succeeded);
}

// Rare, so most texts are not read for it twice.
function overruled(layers: readonly Layer[], status: number | undefined): Finding | undefined {
  return layers.some(({ text }) => text.includes('resource has been'))
    ? byOverridingText(layers, status)
    : undefined;
}

function byNode(
  layers: readonly Layer[],
  status: number | undefined,
  evidence: Evidence,
): Finding | undefined {
  const found =
    status === undefined || evidence.error !== undefined ? byNodeCode(layers, undefined) : undefined;
  if (found === undefined || found.rule.kind !== 'network') return found;
  // The answer had begun: what broke was the answer, not the way to it.
  return hasBegun(evidence) ? { rule: outcomeRules.cut, field: found.field } : found;
}

function hasBegun({ status, phase, error }: Evidence): boolean {
  if (phase === 'body' || phase === 'stream-before-first-output' || phase === 'mid-stream') return true;
  return (status !== undefined && status >= 200 && status < 300) || read(error, 'message') === 'terminated';
}

function ambiguous(finding: Finding): Finding {
  return { ...finding, rule: { ...finding.rule, scope: 'unknown', action: 'failover' } };
}

function byThrown({ error, phase, body }: Evidence, succeeded: boolean): Finding {
  if (phase === 'mid-stream') return { rule: outcomeRules.cut, field: 'phase' };
  if (phase === 'stream-before-first-output') return { rule: outcomeRules.noChunks, field: 'phase' };
  if (succeeded && body !== undefined) {
    // A task that failed says so with a word, an answer that failed with an error object.
    return typeof read(body, 'status') === 'string'
      ? { rule: outcomeRules.pollFailed, field: 'body.status' }
      : { rule: outcomeRules.errorInside, field: 'body.error' };
  }
  if (isFaultOfCode(error)) return { rule: outcomeRules.callersFault, field: 'error.name' };
  return { rule: outcomeRules.nothingKnown, field: itemsOf(error).length > 0 ? 'error[]' : 'error' };
}

function concludeWith(
  finding: Finding,
  layers: readonly Layer[],
  status: number | undefined,
  evidence: Evidence,
  wallNow: () => number,
): Verdict {
  const header = headerReader(evidence.headers ?? headersOf(evidence.error));
  const answered = Math.floor((toStatus(evidence.status) ?? 0) / 100) === 2;
  return conclude(finding, { phase: evidence.phase, header, layers, status, answered, wallNow });
}

// openai, the AI SDK and axios keep the headers in three places.
function headersOf(error: unknown): unknown {
  return read(error, 'headers') ?? read(error, 'responseHeaders') ?? read(read(error, 'response'), 'headers');
}
