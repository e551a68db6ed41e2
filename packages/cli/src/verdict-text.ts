import { styleText } from 'node:util';
import type { Verdict } from '@failsoft/core';
import type { Language } from './advice.ts';
import type { Pasted } from './read-pasted.ts';

/** The verdict as a person reads it. Colour only where the stream is a terminal. */
export function verdictText(
  verdict: Verdict,
  form: Pasted['form'],
  language: Language,
  stream: NodeJS.WriteStream,
): string {
  const { labels } = language;
  const { meaning, steps } = language.advice[verdict.kind];
  const bold = (text: string): string => styleText('bold', text, { stream });
  const dim = (text: string): string => styleText('dim', text, { stream });
  const rows: readonly (readonly [string, string])[] = [
    [labels.next, labels.actions[verdict.action]],
    [labels.counts, verdict.countsAsFailure ? labels.countsYes : labels.countsNo],
    [labels.affects, labels.scopes[verdict.scope]],
    [labels.billed, verdict.billed === null ? labels.unknown : verdict.billed ? labels.yes : labels.no],
    [labels.wait, waitOf(verdict, language)],
    ...recoveryOf(verdict, language),
    [labels.why, `${verdict.explain} (${labels.readAs}: ${labels.forms[form]})`],
  ];
  const width = Math.max(...rows.map(([label]) => columns(label)));
  const lines = rows.map(
    ([label, value]) => `  ${dim(label + ' '.repeat(width - columns(label)))}  ${value}`,
  );
  const numbered = steps.map((step, index) => `  ${index + 1}. ${step}`);
  return [`${bold(verdict.kind)}  ${meaning}`, '', ...lines, '', bold(labels.whatToDo), ...numbered, ''].join(
    '\n',
  );
}

function waitOf({ retryAfterMs }: Verdict, { labels }: Language): string {
  return retryAfterMs === null ? labels.notSaid : labels.seconds(Math.ceil(retryAfterMs / 100) / 10);
}

function recoveryOf({ expectedRecoveryMs }: Verdict, { labels }: Language): [string, string][] {
  if (expectedRecoveryMs === undefined) return [];
  const [from, to] = expectedRecoveryMs;
  return [[labels.back, labels.minutes(Math.floor(from / 60_000), Math.round(to / 60_000))]];
}

// A Chinese sign takes two columns of a terminal.
function columns(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + (/[\u2E80-\uFFEF]/.test(sign) ? 2 : 1), 0);
}
