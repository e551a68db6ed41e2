import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawLatencyMs } from './lognormal.ts';
import { createDraws } from './draws.ts';

test('a draw lies in [0, 1) and depends on seed, stream, n and salt alone, in any order', () => {
  const asked = fc.tuple(fc.maxSafeNat(), fc.string());
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.string(), fc.array(asked), (seed, stream, questions) => {
      const draw = createDraws(seed, stream);
      const answers = questions.map(([n, salt]) => draw(n, salt));
      for (const answer of answers) expect(answer >= 0 && answer < 1).toBe(true);
      const again = createDraws(seed, stream);
      expect(questions.toReversed().map(([n, salt]) => again(n, salt))).toEqual(answers.toReversed());
    }),
  );
});

test('a hundred cells are filled evenly, and neighbours are independent', () => {
  const draw = createDraws(20260219, 'gemini-3-pro-image-preview');
  const count = 200_000;
  const singles = new Float64Array(100);
  const pairs = new Float64Array(100);
  let last = draw(0, 'status');
  for (let n = 1; n <= count; n++) {
    const next = draw(n, 'status');
    increment(singles, Math.floor(next * 100));
    increment(pairs, Math.floor(last * 10) * 10 + Math.floor(next * 10));
    last = next;
  }
  const chiSquare = (cells: Float64Array): number =>
    cells.reduce((sum, seen) => sum + (seen - count / 100) ** 2 / (count / 100), 0);
  // 1 % critical value with 99 degrees of freedom.
  expect(chiSquare(singles)).toBeLessThan(134.6);
  expect(chiSquare(pairs)).toBeLessThan(134.6);
});

test.each([
  ['seed', createDraws(2, 'model'), 'salt'],
  ['stream', createDraws(1, 'other'), 'salt'],
  ['salt', createDraws(1, 'model'), 'other'],
] as const)('another %s gives draws that have nothing to do with these', (_, other, salt) => {
  const draw = createDraws(1, 'model');
  const count = 50_000;
  let product = 0;
  for (let n = 1; n <= count; n++) product += (draw(n, 'salt') - 0.5) * (other(n, salt) - 0.5);
  // Four standard deviations of a correlation of independent draws.
  expect(Math.abs((12 * product) / count)).toBeLessThan(4 / Math.sqrt(count));
});

test('latencies have the median and the 95th percentile that they were given', () => {
  const draw = createDraws(1, 'model');
  const sorted = Array.from({ length: 20_000 }, (_, n) =>
    drawLatencyMs({ medianMs: 1_700, p95Ms: 3_000 }, draw, n),
  );
  sorted.sort((a, b) => a - b);
  expect(Math.abs((sorted[10_000] ?? 0) - 1_700)).toBeLessThan(25);
  expect(Math.abs((sorted[19_000] ?? 0) - 3_000)).toBeLessThan(60);
});

function increment(cells: Float64Array, index: number): void {
  cells[index] = (cells[index] ?? 0) + 1;
}
