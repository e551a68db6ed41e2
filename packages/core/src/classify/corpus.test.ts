import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Evidence, Verdict } from '../outcome.ts';
import { classify } from './classify.ts';
import { thrownError, type ThrownShape } from './testing/thrown-error.ts';

interface Line extends Partial<Verdict> {
  readonly id: string;
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly phase?: NonNullable<Evidence['phase']>;
  readonly error?: ThrownShape;
  readonly signalReason?: string;
  readonly sdkStatus?: number;
  readonly why: string;
}

function readLines<T>(name: string): T[] {
  const text = readFileSync(new URL(`../../corpus/${name}.jsonl`, import.meta.url), 'utf8');
  // The corpus is this repository's own file; each line has the shape of its reader.
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

const judged = ['kind', 'scope', 'billed', 'action', 'countsAsFailure', 'retryAfterMs'] as const;
const wallNow = (): number => Date.UTC(2026, 9, 1);

/** Labels that are thought wrong, or that need more than the line holds. */
const disputed: Readonly<Record<string, string>> = {
  'bfl-poll-timeout': 'nothing in it but "Pending": only a deadline of ours makes that a timeout',
  '503-empty-retry-after-date':
    'the label is null, but the header names a moment, so the delay depends on the clock',
};

function evidenceOf(line: Line): Evidence {
  const error = line.error === undefined ? undefined : thrownError(line.error);
  if (error !== undefined && line.sdkStatus !== undefined) Object.assign(error, { status: line.sdkStatus });
  return {
    ...(line.status === null ? {} : { status: line.status }),
    headers: line.headers,
    ...(line.body === null ? {} : { body: line.body }),
    ...(line.phase === undefined ? {} : { phase: line.phase }),
    ...(error === undefined ? {} : { error }),
    ...(line.signalReason === undefined ? {} : { signalReason: new DOMException('', line.signalReason) }),
  };
}

describe('the corpus of real answers', () => {
  const lines = readLines<Line>('errors');

  test.each(lines.filter(({ id }) => disputed[id] === undefined))('$id', (line) => {
    const verdict = classify(evidenceOf(line), wallNow);
    const wanted = Object.fromEntries(judged.map((key) => [key, line[key]]));
    expect(verdict, verdict.explain).toMatchObject(wanted);
  });

  test('at most 3 % of the labels are disputed', () => {
    const known = lines.filter(({ id }) => disputed[id] !== undefined);
    expect(known.length).toBe(Object.keys(disputed).length);
    expect(known.length / lines.length).toBeLessThanOrEqual(0.03);
  });
});

interface Seen extends Line {
  /** Where the issue does not say enough for one answer. */
  readonly alsoOk?: { readonly kind?: readonly string[]; readonly action?: readonly string[] };
}

describe('answers that people have pasted into public issues', () => {
  test.each(readLines<Seen>('issues'))('$id', (line) => {
    const verdict = classify(evidenceOf(line), wallNow);
    expect([line.kind, ...(line.alsoOk?.kind ?? [])], verdict.explain).toContain(verdict.kind);
    expect([line.action, ...(line.alsoOk?.action ?? [])], verdict.explain).toContain(verdict.action);
    expect(verdict.retryAfterMs).toBe(line.retryAfterMs);
  });
});

describe('families that the corpus has no line of', () => {
  test.each(
    readLines<Line>('families').map((line, index) => ({ ...line, id: `${index + 1}: ${line.kind}` })),
  )('line $id', (line) => {
    const verdict = classify(evidenceOf(line), wallNow);
    const wanted = line.action === undefined ? { kind: line.kind } : { kind: line.kind, action: line.action };
    expect(verdict, verdict.explain).toMatchObject(wanted);
  });
});
