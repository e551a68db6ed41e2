import { appendFileSync } from 'node:fs';
import type * as FastCheck from 'fast-check';
import { expect, vi } from 'vitest';

/**
 * Every property of the workspace from one seed and with as many cases as one likes, without a word about it in
 * any of them. Loaded by vitest.config.ts when one of these is set:
 *
 * - `FAILSOFT_PROPERTY_SEED`: the seed of every property but those that show a certain case, and so have one of their own
 * - `FAILSOFT_PROPERTY_RUNS`: the cases of each, instead of as many as it says itself
 * - `FAILSOFT_PROPERTY_LOG`: a file that a line of JSON is appended to for each property that held
 */
const { FAILSOFT_PROPERTY_SEED, FAILSOFT_PROPERTY_RUNS, FAILSOFT_PROPERTY_LOG } = process.env;
const cases =
  FAILSOFT_PROPERTY_RUNS === undefined
    ? {}
    : { numRuns: readInteger('FAILSOFT_PROPERTY_RUNS', FAILSOFT_PROPERTY_RUNS) };
const seed =
  FAILSOFT_PROPERTY_SEED === undefined
    ? {}
    : { seed: readInteger('FAILSOFT_PROPERTY_SEED', FAILSOFT_PROPERTY_SEED) };

vi.mock('fast-check', async (importOriginal) => {
  const original = await importOriginal<typeof FastCheck>();
  function assert<Ts>(
    property: FastCheck.IRawProperty<Ts>,
    own: FastCheck.Parameters<Ts> = {},
  ): Promise<void> | void {
    // One with a seed of its own shows a certain case, and is no law.
    if (own.seed !== undefined) return original.assert(property, own);
    const parameters = { numRuns: 100, ...own, ...seed, ...cases };
    const { testPath, currentTestName } = expect.getState();
    const held = (): void => {
      if (FAILSOFT_PROPERTY_LOG === undefined) return;
      const line = { file: testPath, law: currentTestName, cases: parameters.numRuns };
      appendFileSync(FAILSOFT_PROPERTY_LOG, `${JSON.stringify(line)}\n`);
    };
    const result = original.assert(property, parameters);
    return result instanceof Promise ? result.then(held) : held();
  }
  return { ...original, assert, default: { ...original.default, assert } };
});

function readInteger(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value)) return value;
  throw new Error(`${name} is ${JSON.stringify(text)}, but must be an integer.`);
}
