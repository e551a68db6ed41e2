import { DAY_MS, parseMoment } from '../episodes/beijing-time.ts';
import type { Score, SimulationReport } from '../simulate/simulation-report.ts';

/** A stretch of the first day. Dates read as UTC show Beijing's hours, on every machine. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** When the primary was overloaded. */
export function overloadSpans(report: SimulationReport): Span[] {
  return report.episodes.flatMap(({ startsAt, endsAt }) => cut(report, startsAt, endsAt));
}

/** Which state the primary's breaker was in. */
export function breakerSpans(report: SimulationReport, score: Score): (Span & { readonly state: string })[] {
  const begin = parseMoment('from', report.from);
  const turns = [
    { at: begin, to: 'closed' },
    ...score.transitions.filter(({ model }) => model === report.models[0]),
    { at: begin + DAY_MS, to: 'closed' },
  ];
  return turns
    .slice(0, -1)
    .flatMap(({ at, to: state }, index) =>
      cut(report, at, turns[index + 1]?.at ?? at).map((span) => ({ ...span, state })),
    );
}

function cut(report: SimulationReport, from: number, to: number): Span[] {
  const begin = parseMoment('from', report.from);
  const [first, last] = [Math.max(from, begin), Math.min(to, begin + DAY_MS)];
  return first < last
    ? [{ from: new Date(first + BEIJING_OFFSET_MS), to: new Date(last + BEIJING_OFFSET_MS) }]
    : [];
}
