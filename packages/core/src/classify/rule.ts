import type { FailureKind, Verdict } from '../outcome.ts';

/** What a rule concludes. What it leaves out comes from the table of kinds. */
interface Conclusion {
  readonly kind: FailureKind;
  readonly scope?: Verdict['scope'];
  readonly billed?: boolean | null;
  readonly action?: Verdict['action'];
  readonly counts?: boolean;
}

/** A class of HTTP status; `none` when no answer came or none was said. */
type StatusMatch = number | '2xx' | '4xx' | '5xx' | 'none';

/** A rule is data: what it is called, where it comes from, what it concludes. */
export interface Rule extends Conclusion {
  /** Stable, kebab-case; shown in `verdict.rule`. */
  readonly name: string;
  /** Vendors, pages or issues where it was seen. */
  readonly source: string;
  /** Applies with these statuses only. */
  readonly only?: readonly StatusMatch[];
  /** Never applies with these. */
  readonly never?: readonly StatusMatch[];
}

/** A rule that matched, and the field it matched on. */
export interface Finding {
  readonly rule: Rule;
  /** A fixed word for a place in the evidence, never its content. */
  readonly field: string;
}

/** Whether a rule may speak when the answer had this status. */
export function applies(rule: Rule, status: number | undefined): boolean {
  if (rule.only !== undefined && !rule.only.some((match) => matches(match, status))) return false;
  return rule.never === undefined || !rule.never.some((match) => matches(match, status));
}

function matches(match: StatusMatch, status: number | undefined): boolean {
  if (status === undefined) return match === 'none';
  return match === status || match === `${Math.floor(status / 100)}xx`;
}

/**
 * The status that a layer's rules go by. What a relay's own 500 or 502 wraps had another status, which nobody
 * has told.
 */
export function statusFor(
  layer: { readonly embedded: boolean; readonly status: number | undefined },
  status: number | undefined,
): number | undefined {
  const ofRelay = status === 500 || status === 502;
  return layer.embedded && layer.status === undefined && ofRelay ? undefined : status;
}
