import { expect, test } from 'vitest';
import type { Episode } from '../episodes/episode.ts';
import { parseMoment } from '../episodes/beijing-time.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { drawDay } from './draw-day.ts';
import { requestLine, type Paint } from './format.ts';

const plain: Paint = (_, text) => text;
const at = (text: string): number => parseMoment('at', text);
const episode: Episode = {
  model: 'gemini-3-pro-image-preview',
  startsAt: at('2026-02-19T20:07'),
  endsAt: at('2026-02-19T20:49'),
  kind: 'overload',
};
const entry: JournalEntry = {
  t: at('2026-02-19T20:08:02'),
  time: '2026-02-19T20:08:02.000+08:00',
  model: 'a',
  n: 1,
  id: 1,
  fault: undefined,
  retryAfterMs: undefined,
  status: 503,
  latencyMs: 1_700,
  episode,
  aborted: false,
};

test('a line says when, who, what, how long and why', () => {
  expect(requestLine(entry, 3, plain)).toBe('20:08:02  a    503      1700 ms  overload 20:07-20:49');
  expect(requestLine({ ...entry, status: 200, episode: undefined }, 1, plain)).toBe(
    '20:08:02  a  200      1700 ms',
  );
  expect(requestLine({ ...entry, status: 499, aborted: true }, 1, plain)).toContain('the client went away');
});

test.each([
  ['reset', false, 'reset    1700 ms'],
  ['hang', true, 'hang     1700 ms  the client went away'],
] as const)('a %s is told in a word where there is no status', (fault, aborted, words) => {
  const line = requestLine({ ...entry, status: 0, fault, aborted, episode: undefined }, 1, plain);
  expect(line).toBe(`20:08:02  a  ${words}`);
});

test('what a status does not tell stands beside it', () => {
  const cut = { ...entry, status: 200, fault: 'truncate', aborted: true };
  expect(requestLine(cut, 1, plain)).toMatch(/  200 .* ms  truncate, the client went away, overload 20:07/);
  const paints: string[] = [];
  requestLine(cut, 1, (format, text) => (paints.push(`${String(format)} ${text.trim()}`), text));
  expect(paints).toContain('red 200');
});

test('a day shows half hours that are mostly, partly and not overloaded', () => {
  const lines = drawDay(at('2026-02-19'), [episode], plain).split('\n');
  const row = lines[1]?.slice(episode.model.length + 2);
  expect(row).toBe(`${'·'.repeat(40)}██${'·'.repeat(6)}`);
  expect(lines.at(-1)).toBe('gemini-3-pro-image-preview  20:07-20:49   42 min');
});

test('a quiet day says so', () => {
  expect(drawDay(at('2026-02-20'), [episode], plain)).toBe('2026-02-20  no overload');
});
