import { expect, test } from 'vitest';
import { createFailover } from '../failover/create-failover.ts';
import type { FailoverOptions } from '../failover/failover-types.ts';

const model = (fields: object): object => ({ models: [{ name: 'a', ...fields }] });

test.each([
  [model({ upstreamModel: 5 }), 'upstreamModel of model "a" is 5, but must be the name'],
  [model({ publicName: '' }), 'publicName of model "a" is "", but must be the name'],
  [
    model({ supports: 'edits' }),
    'supports of model "a" is "edits", but must be a list such as ["edits", "streaming"].',
  ],
  [
    model({ supports: ['edits', 'edit'] }),
    'supports of model "a" names "edit", but knows edits, several-images, transparent-background, svg, streaming, gemini-native.',
  ],
  [model({ name: 'x\ny' }), 'A model\'s name is "x\\ny", but must have no line break or other control sign.'],
  [
    model({ publicName: 'x\ny' }),
    'publicName of model "a" is "x\\ny", but must be the name that clients see',
  ],
  [model({ upstreamModel: 'x\u0000' }), 'upstreamModel of model "a" is "x\\u0000", but must be the name'],
  [model({ fetch: 5 }), 'fetch of model "a" is 5, but must be a function.'],
  [{ models: ['a'], apiKey: 5 }, 'apiKey is 5, but must be a key or a function'],
  [{ models: ['a'], apiKey: 'sk-1\n2' }, 'apiKey has a line break or a sign that no header can carry.'],
  [{ models: ['a'], apiKey: 'sk-1…' }, 'apiKey has a line break or a sign that no header can carry.'],
  [{ models: ['a'], fetch: 'x' }, 'fetch is "x", but must be a function.'],
  [{ models: ['a'], classify: 'x' }, 'classify is "x", but must be a function.'],
  [{ models: ['a'], clock: {} }, 'clock.now is undefined, but must be a function.'],
  [{ models: ['a'], baseURL: 'https://me:secret@example.com' }, 'baseURL holds a user name or password'],
  [
    { models: [{ name: 'a', publicName: 'b' }, 'b'] },
    'publicName "b" of model "a" is also a name of model "b".',
  ],
])('%j is refused with a sentence that helps', (options, message) => {
  // What JavaScript callers hand in.
  expect(() => createFailover(options as unknown as FailoverOptions)).toThrow(message);
});

test('a key is never shown', () => {
  const options = { models: ['a'] as const, apiKey: 'sk-very-secret\n' + 'x'.repeat(5) };
  expect(() => createFailover(options)).toThrow(/^(?!.*secret)/);
});

test('requires that is no list is refused and leaves nothing behind', async () => {
  const failover = createFailover({ models: ['a'] });
  const asked = failover.run(() => Promise.resolve(1), { requires: 'edits' as never });
  await expect(asked).rejects.toThrow('requires is "edits", but must be a list such as ["edits"].');
});
