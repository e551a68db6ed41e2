import { expect, test } from 'vitest';
import { DAY_MS, EPOCH_AT, formatBeijing, parseMoment, startOfDay, timeOfDayMs } from './beijing-time.ts';

test('the epoch is midnight in Beijing', () => {
  expect(timeOfDayMs(EPOCH_AT)).toBe(0);
  expect(formatBeijing(EPOCH_AT)).toBe('2026-01-01T00:00:00.000+08:00');
  expect(startOfDay(EPOCH_AT + DAY_MS - 1)).toBe(EPOCH_AT);
  // 1970 began at 08:00 in Beijing.
  expect(timeOfDayMs(-1)).toBe(8 * 60 * 60_000 - 1);
  expect(timeOfDayMs(-9 * 60 * 60_000)).toBe(23 * 60 * 60_000);
});

test.each([
  ['2026-02-19T20:00+08:00', '2026-02-19T12:00:00.000Z'],
  ['2026-02-19T20:00', '2026-02-19T12:00:00.000Z'],
  ['2026-02-19', '2026-02-18T16:00:00.000Z'],
  ['2026-02-19T20:00:30.5Z', '2026-02-19T20:00:30.500Z'],
  ['2026-02-19T20:00-05:00', '2026-02-20T01:00:00.000Z'],
])('%s is %s', (text, iso) => {
  expect(new Date(parseMoment('start', text)).toISOString()).toBe(iso);
});

test('what is formatted is read back to the millisecond', () => {
  const at = EPOCH_AT + 123_456_789;
  expect(parseMoment('start', formatBeijing(at))).toBe(at);
  expect(parseMoment('start', new Date(at))).toBe(at);
});

test.each(['tomorrow', '2026-02-31', '2026-13-01', '2026-02-19T25:00', '', 20, undefined, new Date(NaN)])(
  '%s is no date',
  (value) => {
    expect(() => parseMoment('start', value)).toThrow(/^start is .*, but must be a Date or text such as/);
  },
);

test.each(['2025-12-31T23:59+08:00', '2126-01-01'])('%s lies outside the timeline', (value) => {
  expect(() => parseMoment('start', value)).toThrow('but the timeline runs from 2026-01-01 to 2125-12-31');
});

test.each([
  ['5', '"5"'],
  [5, '5'],
  [null, 'null'],
  [new Date(NaN), 'Invalid Date'],
])('%o is named as what it is', (value, shown) => {
  expect(() => parseMoment('start', value)).toThrow(`start is ${shown}, but must be a Date or text such as`);
});
