import { expect, test, vi } from 'vitest';
import { createJournal, type JournalEntry } from './journal.ts';
import { runOf } from './runs.ts';

const entry = (n: number): JournalEntry => ({
  t: n,
  time: '2026-02-19T20:00:00.000+08:00',
  model: 'a',
  n,
  id: n,
  fault: undefined,
  retryAfterMs: undefined,
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

test('nobody but the journal changes an entry', () => {
  const journal = createJournal(undefined);
  const markAborted = journal.begin()(entry(1));
  const [kept] = journal.entries;
  for (const change of [{ status: 503 }, { aborted: true }, { more: 1 }]) {
    expect(() => Object.assign(kept ?? {}, change)).toThrow(TypeError);
  }
  expect(kept).toEqual(entry(1));
  markAborted();
  expect(kept).toEqual(entry(1));
  expect(journal.entries).toEqual([{ ...entry(1), aborted: true }]);
});

test('a listener that throws is heard of, and what it was told stays as it is', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const fault = new Error('disk full');
  const journal = createJournal(() => {
    throw fault;
  });
  journal.begin()(entry(1))();
  expect(journal.entries).toMatchObject([{ n: 1, aborted: true }]);
  expect(said.mock.calls).toEqual([['onEntry of the simulator threw:', fault]]);
  said.mockRestore();
});

test('a listener that fails later is heard of too', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const fault = new Error('disk full');
  createJournal(() => Promise.reject(fault)).begin()(entry(1));
  await vi.waitFor(() => expect(said.mock.calls).toEqual([['onEntry of the simulator threw:', fault]]));
  said.mockRestore();
});

test('each clearing begins another run, of which the entries show nothing', () => {
  const told: JournalEntry[] = [];
  const journal = createJournal((entry) => told.push(entry));
  for (let i = 0; i < 3; i++) {
    const markAborted = journal.begin()(entry(1));
    if (i === 2) markAborted();
    else journal.clear();
  }
  expect(told.map(runOf)).toEqual([0, 1, 2]);
  expect(journal.entries.map(runOf)).toEqual([2]);
  expect(told).toEqual([entry(1), entry(1), entry(1)]);
});
