import { expect, test } from 'vitest';
import { createJournal, type JournalEntry } from './journal.ts';

const entry = (n: number): JournalEntry => ({
  t: n,
  time: '2026-02-19T20:00:00.000+08:00',
  model: 'a',
  n,
  id: n,
  fault: undefined,
  status: 200,
  latencyMs: 0,
  episode: undefined,
  aborted: false,
});

test('the journal keeps at least the last 100,000 requests and never grows far beyond', () => {
  const journal = createJournal(undefined);
  for (let n = 1; n <= 250_000; n++) journal.begin()(entry(n));
  expect(journal.entries.length).toBeGreaterThanOrEqual(100_000);
  expect(journal.entries.length).toBeLessThanOrEqual(110_000);
  expect(journal.entries.at(-1)?.n).toBe(250_000);
  expect(journal.entries[0]?.n).toBe(250_000 - journal.entries.length + 1);
});

test('an entry can be marked as aborted afterwards, and its listener is told of it once', () => {
  const told: JournalEntry[] = [];
  const journal = createJournal((entry) => told.push(entry));
  journal.begin()(entry(1))();
  expect(journal.entries[0]?.aborted).toBe(true);
  expect(told).toHaveLength(1);
});

test('what began before the journal was cleared is not in the new one', () => {
  const told: JournalEntry[] = [];
  const journal = createJournal((entry) => told.push(entry));
  const addLate = journal.begin();
  journal.clear();
  journal.begin()(entry(1));
  addLate(entry(2))();
  expect(journal.entries).toEqual([entry(1)]);
  expect(told).toHaveLength(1);
});
