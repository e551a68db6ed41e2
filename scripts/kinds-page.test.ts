import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { kindsPage } from './kinds-page.ts';

test('docs/kinds.md is what the rules say', async () => {
  expect(await readFile(new URL('../docs/kinds.md', import.meta.url), 'utf8')).toBe(kindsPage());
});
