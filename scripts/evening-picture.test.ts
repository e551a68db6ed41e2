import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { drawEvening } from './evening-picture.ts';

test('docs/evening.svg is what the script draws', { timeout: 60_000 }, async () => {
  const committed = await readFile(new URL('../docs/evening.svg', import.meta.url), 'utf8');
  expect(await drawEvening()).toBe(committed);
});
