import { createFailover } from '@failsoft/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualStack } from '../testing/virtual-stack.ts';

const names = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;
// With its `finish_reason` an answer is whole, whether or not `[DONE]` still comes before the total deadline.
const wholeEnd = /(data: \[DONE\]|"finish_reason":"stop"\}\]\})\n\n$/;

// Faults before the first event, and faults in the midst of them.
const early = ['503', '500', 'reset', 'hang', 'garbage', 'empty', 'html', 'error-200'];
const midway = ['truncate', 'short', 'stall', 'error-event', 'slow-drip'];

const stackOf = () =>
  createVirtualStack(
    names,
    (deps) => createFailover({ models: names, baseURL: 'https://api.example.com/v1', ...deps }),
    { latency: 4_000 },
  );

/** What reached the client of a stream. */
interface Seen {
  readonly response: Response;
  readonly text: string;
  /** It was torn off. */
  readonly broken: boolean;
  /** Calls that the upstream had seen when the first byte was there. */
  readonly callsAtFirst: number;
}

test('once a byte of a stream is there nobody else is asked, and a stream that was cut never looks whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom('none', ...early, ...midway)), {
        maxLength: 8,
      }),
      async (faults) => {
        const stack = stackOf();
        for (const [model, fault] of faults) stack.simulator.next(model, { fault });
        let calls = 0;
        const watch = stack.models.on('attempt:end', () => (calls += 1));

        const ask = async (): Promise<Seen> => {
          const response = await stack.models.fetch('https://api.example.com/v1/chat/completions', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              model: names[0],
              stream: true,
              messages: [{ role: 'user', content: 'Hello' }],
            }),
          });
          const decoder = new TextDecoder();
          let [text, callsAtFirst] = ['', -1];
          try {
            for await (const piece of response.body ?? []) {
              if (callsAtFirst === -1) callsAtFirst = stack.simulator.journal.length;
              text += decoder.decode(piece, { stream: true });
            }
          } catch {
            return { response, text, broken: true, callsAtFirst };
          }
          return { response, text, broken: false, callsAtFirst };
        };
        const [seen] = await stack.run([ask()]);
        await stack.runFor(600_000);
        watch();
        if (seen === undefined) throw new Error('One request, one answer.');
        const { response, text, broken, callsAtFirst } = seen;
        expect(calls).toBe(stack.simulator.journal.length);

        if (response.status !== 200) {
          expect(JSON.parse(text)).toHaveProperty('error');
          return;
        }
        // Whatever came is of the one model that the head names.
        const served = response.headers.get('x-served-model') ?? '';
        const authors = new Set([...text.matchAll(/"model":"([^"]+)"/g)].map(([, model]) => model));
        expect([...authors]).toEqual([served]);
        expect(stack.simulator.journal).toHaveLength(callsAtFirst);

        const words = [...text.matchAll(/"content":"([^"]*)"/g)].map(([, word]) => word).join('');
        const whole = `This answer was simulated by ${served}.`;
        expect(whole.startsWith(words)).toBe(true);
        if (wholeEnd.test(text)) {
          expect(words).toBe(whole);
          expect(text).not.toContain('"error"');
        } else {
          // It says so itself, or it is torn off.
          expect(broken || /data: \{"error":.*\}\n\n$/.test(text)).toBe(true);
        }
        await stack.models.close();
      },
    ),
    { numRuns: 120 },
  );
});
