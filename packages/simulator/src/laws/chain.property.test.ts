import { classify, createFailover, type FailoverOptions, type Verdict } from '@failsoft/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyText, recordedAnswersById, type RecordedAnswer } from '../faults/recorded-answer.ts';
import { createVirtualStack, type VirtualStack } from '../testing/virtual-stack.ts';

const names = [
  'gemini-3-pro-image-preview',
  'gemini-2.5-flash-image',
  'seedream-4.5',
  'gpt-image-1.5',
] as const;
const [primary] = names;

const stackOf = (options: Partial<FailoverOptions> = {}): VirtualStack =>
  createVirtualStack(
    names,
    (deps) => createFailover({ models: names, baseURL: 'https://api.example.com/v1', ...deps, ...options }),
    { latency: 500 },
  );

/** One attempt a model, and breakers that never open by themselves: what is left is the order of the chain. */
const plain: Partial<FailoverOptions> = {
  hedge: false,
  retry: false,
  breaker: { minimumCalls: 10_000, consecutive: false },
};

/** What makes the chain go on to the next model, and closes no gate behind itself. */
const failures = [
  '503',
  '500',
  '502',
  '504',
  'reset',
  'truncate',
  'short',
  'html',
  'garbage',
  'empty',
  'error-200',
];
const fates = fc.oneof(fc.constant('none'), fc.constantFrom(...failures));

test('the first model in the order that is let through and succeeds has answered, and none below it was asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ fates: fc.array(fates, { minLength: 4, maxLength: 4 }), held: fc.subarray([...names]) }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      async (requests) => {
        const stack = stackOf(plain);
        for (const { fates, held } of requests) {
          for (const [index, name] of names.entries()) {
            stack.simulator.recover(name);
            stack.simulator.next(name, { fault: fates[index] ?? 'none' });
          }
          const releases = held.map((name) => stack.models.isolate(name));
          const from = stack.simulator.journal.length;
          const [answer] = await stack.run([stack.askAt(0)]);
          for (const release of releases) release();

          const open = names.filter((name) => !held.includes(name));
          const winner = open.findIndex((name) => fates[names.indexOf(name)] === 'none');
          const asked = winner === -1 ? open : open.slice(0, winner + 1);
          const served = winner === -1 ? null : (open[winner] ?? null);
          expect(stack.simulator.journal.slice(from).map(({ model }) => model)).toEqual(asked);
          const { status, headers } = answer?.response ?? new Response(null, { status: 418 });
          expect(status).toBe(served === null ? 503 : 200);
          expect(headers.get('x-served-model')).toBe(served);
          expect(headers.get('x-fallback-model')).toBe(served === primary ? null : served);
          expect(headers.get('x-fallback-attempts')).toBe(String(asked.length));
        }
        await stack.models.close();
      },
    ),
    { numRuns: 60 },
  );
});

const judged: readonly { readonly answer: RecordedAnswer; readonly verdict: Verdict }[] = [
  ...recordedAnswersById.values(),
].map((answer) => ({
  answer,
  verdict: classify({
    status: answer.status,
    headers: answer.headers ?? {},
    body: bodyText(answer),
    phase: 'body',
  }),
}));
const answersThat = (are: (verdict: Verdict) => boolean): fc.Arbitrary<RecordedAnswer> =>
  fc.constantFrom(...judged.filter(({ verdict }) => are(verdict)).map(({ answer }) => answer));

/** What a client gets of a refusal: as it came where OpenAI's SDKs read it, else the same in their shape. */
function expectHandedOn(text: string | undefined, fault: RecordedAnswer): void {
  const { error } = (fault.body ?? {}) as { error?: { message?: unknown } };
  if (fault.status < 400 || typeof error?.message === 'string') return expect(text).toBe(bodyText(fault));
  expect(JSON.parse(text ?? '')).toMatchObject({
    error: { message: expect.any(String), type: 'invalid_request_error', param: null },
  });
}

test('a caller’s own fault ends the chain wherever it comes, and is handed on', async () => {
  await fc.assert(
    fc.asyncProperty(
      answersThat(({ action }) => action === 'reject'),
      fc.array(fc.constantFrom(...failures), { maxLength: 3 }),
      async (fault, before) => {
        const stack = stackOf(plain);
        for (const [index, failure] of before.entries()) {
          stack.simulator.next(names[index] ?? primary, { fault: failure });
        }
        stack.simulator.next(names[before.length] ?? primary, { fault: fault.id });
        const [answer] = await stack.run([stack.askAt(0)]);
        expect(stack.simulator.journal.map(({ model }) => model)).toEqual(names.slice(0, before.length + 1));
        expect(answer?.response?.status).toBe(fault.status);
        expectHandedOn(answer?.text, fault);
        await stack.models.close();
      },
    ),
    { numRuns: 60 },
  );
});

test('what says nothing of a model’s health leaves its breaker as it is: aborts, wrong requests, blocks, quota', async () => {
  const harmless = answersThat(({ countsAsFailure }) => !countsAsFailure).map(({ id }) => id);
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          fault: harmless,
          waitMs: fc.constantFrom(0, 1_000, 61_000, 660_000),
          leaves: fc.boolean(),
        }),
        { minLength: 1, maxLength: 30 },
      ),
      async (requests) => {
        const stack = stackOf();
        for (const { fault, waitMs, leaves } of requests) {
          await stack.runFor(waitMs);
          for (const name of names) stack.simulator.next(name, { fault });
          const client = new AbortController();
          if (leaves) stack.clock.setTimeout(() => client.abort(), 100);
          await stack.run([stack.askAt(0, client.signal)]);
          for (const name of names) stack.simulator.recover(name);
          for (const { breaker, window } of stack.models.status().models) {
            expect([breaker, window.failures]).toEqual(['closed', 0]);
          }
        }
        await stack.models.close();
      },
    ),
    { numRuns: 60 },
  );
});
