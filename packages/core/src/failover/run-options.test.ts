import { expect, test } from 'vitest';
import { createFailover } from './create-failover.ts';

const failover = createFailover({ models: ['a', 'b'] });

const wrong: [options: unknown, message: string][] = [
  [null, 'run is null, but must be an object.'],
  [{ model: 'a' }, 'run has no option "model". Did you mean "models"?'],
  [{ models: 'a' }, 'models is "a", but must be a list such as ["gpt-image-1.5"].'],
  [{ models: [] }, 'models is empty, but must name at least one model.'],
  [{ models: ['c'] }, '"c" is not a model of this chain. It has a, b.'],
  [{ requires: 'edits' }, 'requires is "edits", but must be a list such as ["edits"].'],
  [{ failover: 'no' }, 'failover is "no", but must be true or false.'],
  [{ caller: 17 }, 'caller is 17, but must be a text such as "account 17".'],
  [{ totalTimeoutMs: Infinity }, 'totalTimeoutMs is Infinity, but must be a number'],
  [{ signal: new AbortController() }, 'signal is an object, but must be an AbortSignal'],
  [{ signal: null }, 'signal is null, but must be an AbortSignal'],
];

test.each(wrong)('%j is refused in a sentence, and no model is called', async (options, message) => {
  const called: string[] = [];
  // What JavaScript callers hand in.
  const given = options as Parameters<typeof failover.run>[1];
  const answer = failover.run((model) => Promise.resolve(called.push(model)), given);
  await expect(answer).rejects.toThrow(message);
  await expect(answer).rejects.toMatchObject({ code: 'invalid_options' });
  expect(called).toEqual([]);
});
