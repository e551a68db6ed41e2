import { DAY_MS, MINUTE_MS, parseMoment } from '../episodes/beijing-time.ts';
import { keepsAll } from '../simulate/ledger.ts';
import type { Score, SimulationReport } from '../simulate/simulation-report.ts';

/** A stretch of the first day, in shares of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is nearer than this is seen as one on the widest page, where two pixels are four minutes. */
const APART = (3 * MINUTE_MS) / DAY_MS;

/** When the primary was overloaded. */
export function overloadSpans(report: SimulationReport): readonly Span[] {
  return join(report.episodes.flatMap(({ startsAt, endsAt }) => cut(report, startsAt, endsAt)));
}

/** Until when the breaker's day is known, as a share of it: a breaker that turned too often has only its first turns. */
export function knownUntil({ from }: SimulationReport, score: Score): number {
  const last = keepsAll(score) ? Infinity : (score.transitions.at(-1)?.at ?? 0);
  return Math.min(1, (last - parseMoment('from', from)) / DAY_MS);
}

/** When the primary's breaker was in a state. */
export function breakerSpans(report: SimulationReport, score: Score, state: string): readonly Span[] {
  const begin = parseMoment('from', report.from);
  const turns = [
    { at: begin, to: 'closed' },
    ...score.transitions.filter(({ model }) => model === report.models[0]),
  ];
  const end = begin + knownUntil(report, score) * DAY_MS;
  return join(
    turns.flatMap(({ at, to }, index) => (to === state ? cut(report, at, turns[index + 1]?.at ?? end) : [])),
  );
}

/** Of spans in any order, which may overlap: an outage of the vendor comes beside an overload. */
function join(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1);
    if (last === undefined || span.from - last.to >= APART) joined.push(span);
    else joined.splice(-1, 1, { from: last.from, to: Math.max(last.to, span.to) });
  }
  return joined;
}

function cut(report: SimulationReport, from: number, to: number): readonly Span[] {
  const begin = parseMoment('from', report.from);
  const [first, last] = [Math.max(0, (from - begin) / DAY_MS), Math.min(1, (to - begin) / DAY_MS)];
  return first < last ? [{ from: first, to: last }] : [];
}
