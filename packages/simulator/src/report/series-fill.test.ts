import { expect, test } from 'vitest';
import { seriesFill, stripesFor } from './series-fill.ts';

test('forty models are told apart by colour and stripes', () => {
  const stripes = stripesFor(40).matchAll(/id="([^"]+)"[^>]*>(.*?)<\/pattern>/g);
  const looks = new Map([...stripes].map(([, id = '', drawn = '']) => [`url(#${id})`, drawn]));
  const fills = Array.from({ length: 40 }, (_, index) => seriesFill(index));
  expect(new Set(fills.map((fill) => looks.get(fill) ?? fill)).size).toBe(40);
  expect(fills.filter((fill) => fill.startsWith('url'))).toEqual([...looks.keys()]);
});

test('a short chain needs no stripes', () => {
  expect(stripesFor(8)).toBe('');
});
