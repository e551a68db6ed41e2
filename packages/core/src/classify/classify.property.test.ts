import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence, FailureKind } from '../outcome.ts';
import { classify } from './classify.ts';
import { kinds } from './kinds.ts';

const dayMs = 86_400_000;
const wallNow = (): number => Date.UTC(2026, 9, 1);

interface Line {
  readonly id: string;
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  readonly kind: FailureKind;
}

function linesOf(name: string): Line[] {
  const text = readFileSync(new URL(`../../corpus/${name}.jsonl`, import.meta.url), 'utf8');
  // The corpus is this repository's own file.
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const refused = [...linesOf('errors'), ...linesOf('issues'), ...linesOf('families')].filter(
  (line) => line.status !== null && line.status >= 400 && typeof line.body === 'object' && line.body !== null,
);
const anyLine = fc.constantFrom(...refused);

function kindOf(line: Line, change: Partial<Evidence> = {}): FailureKind {
  const status = line.status ?? 0;
  return classify({ status, headers: line.headers, body: line.body, ...change }, wallNow).kind;
}

/** Whatever a program can hold, the hostile included. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  withBoxedValues: true,
  key: fc.oneof(
    fc.constantFrom('error', 'message', 'code', 'status', 'type', 'details', 'metadata', 'data', 'choices'),
    fc.constantFrom(
      'candidates',
      'cause',
      'errors',
      '__proto__',
      'toJSON',
      'constructor',
      'name',
      'retry_after',
    ),
    fc.string(),
  ),
});

const anyEvidence = fc.record(
  {
    status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.double(), anything),
    headers: fc.oneof(fc.dictionary(fc.string(), fc.string()), anything),
    body: fc.oneof(anything, fc.string({ maxLength: 300 }), fc.json()),
    error: anything,
    phase: fc.constantFrom('connect', 'headers', 'body', 'poll', 'stream-before-first-output', 'mid-stream'),
    signalReason: anything,
  },
  { requiredKeys: [] },
);

// The types forbid most of it; JavaScript does not.
const judge = (evidence: unknown): ReturnType<typeof classify> => classify(evidence as Evidence, wallNow);

describe('whatever it is given', () => {
  test('there is a verdict, with a kind of the table and a delay within a day', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const verdict = judge(evidence);
        expect(kinds.has(verdict.kind)).toBe(true);
        if (verdict.retryAfterMs !== null) {
          expect(verdict.retryAfterMs).toBeGreaterThanOrEqual(0);
          expect(verdict.retryAfterMs).toBeLessThanOrEqual(dayMs);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('content blocks, wrong requests and clients that left never count', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { kind, countsAsFailure } = judge(evidence);
        if (['content_blocked', 'invalid_request', 'client_aborted'].includes(kind)) {
          expect(countsAsFailure).toBe(false);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('the explanation repeats nothing that the upstream said', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, unit: 'grapheme' }),
        fc.integer({ min: 200, max: 599 }),
        (secret, status) => {
          const body = { error: { message: secret, code: secret, type: secret, param: secret } };
          expect(classify({ status, body, headers: { 'retry-after': secret } }).explain).not.toContain(
            secret,
          );
        },
      ),
    );
  });

  test.each([
    ['no evidence', undefined],
    ['null', null],
    ['a revoked proxy', revoked()],
    ['a body that is a revoked proxy', { status: 503, body: revoked() }],
    ['getters that throw', { status: 500, body: { error: thrower() }, error: thrower() }],
    [
      'a getter for the status',
      {
        get status(): number {
          throw new Error('no');
        },
      },
    ],
    [
      'headers that throw',
      {
        status: 503,
        headers: {
          get: () => {
            throw new Error('no');
          },
        },
      },
    ],
    ['headers that are a proxy', { status: 503, headers: revoked() }],
    ['a cause that is itself', { error: cyclic() }],
    ['a body that is itself', { status: 500, body: cyclic() }],
    [
      'a class that throws',
      {
        error: {
          get constructor(): unknown {
            throw new Error('no');
          },
        },
      },
    ],
  ])('%s is survived', (_, evidence) => {
    expect(kinds.has(judge(evidence).kind)).toBe(true);
  });

  test('nothing beyond the first 64 KiB of a text is looked at', () => {
    const late = `${'x'.repeat(10_000_000)} This model is currently overloaded.`;
    expect(classify({ status: 400, body: late }).kind).toBe('invalid_request');
    expect(classify({ status: 400, body: { error: { message: late } } }).kind).toBe('invalid_request');
    expect(classify({ error: new Error(late) }).kind).toBe('unknown');
  });
});

describe('what does not change the kind', () => {
  test('the case of header names', () => {
    fc.assert(
      fc.property(anyLine, fc.infiniteStream(fc.boolean()), (line, upper) => {
        const flip = (name: string): string =>
          name
            .split('')
            .map((letter) => (upper.next().value ? letter.toUpperCase() : letter))
            .join('');
        const headers = Object.fromEntries(
          Object.entries(line.headers).map(([name, value]) => [flip(name), value]),
        );
        expect(kindOf(line, { headers })).toBe(kindOf(line));
        expect(kindOf(line, { headers: new Headers(line.headers) })).toBe(kindOf(line));
      }),
    );
  });

  test.each(refused.map((line) => [line.id ?? JSON.stringify(line.body).slice(0, 60), line] as const))(
    'a list around %s, its text form, a request id in it, and up to three envelopes',
    (_, line) => {
      const kind = kindOf(line);
      expect(kindOf(line, { body: [line.body] })).toBe(kind);
      expect(kindOf(line, { body: JSON.stringify(line.body) })).toBe(kind);
      expect(kindOf(line, { body: withRequestIds(line.body) })).toBe(kind);
      let body = line.body;
      for (let envelopes = 1; envelopes <= 3; envelopes += 1) {
        body = {
          error: { message: `upstream said: ${JSON.stringify(body)}`, type: 'upstream_error', code: null },
        };
        expect(kindOf(line, { body }), `${envelopes} envelopes`).toBe(kind);
      }
    },
  );
});

function withRequestIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRequestIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      key === 'message' && typeof inner === 'string'
        ? `${inner} (request id: 20260219201503429503500)`
        : withRequestIds(inner),
    ]),
  );
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function thrower(): object {
  return new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
      ownKeys() {
        throw new Error('no');
      },
      getPrototypeOf() {
        throw new Error('no');
      },
    },
  );
}

function cyclic(): object {
  const self: Record<string, unknown> = { message: 'again' };
  return Object.assign(self, { error: self, cause: self, errors: [self], detail: self });
}
