import { createFailover } from '@failsoft/core';
import { decode } from 'fast-png';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { calmProfile } from '../profile/documented-profile.ts';
import { simulate } from '../simulate/simulate.ts';
import type { Transition } from '../simulate/simulation-report.ts';
import { launchBrowser, partsOutOfSight, violationsOf } from '../testing/browser.ts';
import { renderReport } from './report-page.ts';

// A browser has to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// More than there are colours, and all of them are asked.
const primary = 'model-1-of-a-chain-with-long-names';
const models = [primary, ...Array.from({ length: 8 }, (_, index) => `model-${index + 2}`)] as const;
const failing = { ...calmProfile.others, errorRate: { healthy: 0.6, overloaded: 1 } };
const noon = Date.parse('2026-02-19T12:00+08:00');

let browser: Browser;
let html = '';
beforeAll(async () => {
  const report = await simulate({
    failover: (deps) => createFailover({ models, baseURL: 'https://api.example.com/v1', ...deps }),
    profile: { name: 'failing', models: { [primary]: failing }, others: failing },
    rps: 0.03,
  });
  const turns = (moments: readonly number[], ...states: readonly string[]): readonly Transition[] =>
    moments.map((at, index) => ({ at, to: states[index % states.length] ?? '', model: primary }));
  const flaps = Array.from({ length: 2_000 }, (_, index) => noon + index * 1_000);
  html = renderReport({
    ...report,
    yours: { ...report.yours, transitions: turns([noon, noon + 60_000], 'open', 'closed') },
    documented: { ...report.documented, transitions: turns(flaps, 'open', 'recovering') },
  });
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function open(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  await page.setContent(html);
  return page;
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([320, 360, 1_280])('%i pixels wide, axe-core finds no violation', async (width) => {
    const page = await open(width, colorScheme);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  test('every colour of a picture stands out from the page', async () => {
    const page = await open(1_280, colorScheme);
    const colours = await page.evaluate<string[]>(
      `['body', ...document.querySelectorAll('figure .swatch rect')].map((part) => part === 'body'
        ? getComputedStyle(document.body).backgroundColor : getComputedStyle(part).fill)`,
    );
    const [ground = '', ...fills] = new Set(colours);
    // The ninth model's is a pattern.
    const plain = fills.filter((fill) => fill.startsWith('rgb'));
    expect(plain).toHaveLength(13);
    // WCAG 2.2, 1.4.11
    for (const fill of plain) expect(contrastOf(fill, ground)).toBeGreaterThanOrEqual(3);
    await page.close();
  });
});

test.each([320, 360, 600, 710, 760, 1_280])(
  '%i pixels wide, all is in sight, and each text of a picture is 12 pixels high and clear of the others',
  async (width) => {
    const page = await open(width);
    expect(await partsOutOfSight(page)).toEqual([]);
    const crowded = `[...document.querySelectorAll('th')].filter((cell) => cell.scrollWidth > cell.clientWidth).length`;
    expect(await page.evaluate(crowded)).toBe(0);
    const pictures = await page.evaluate<{ width: number; sizes: number[]; boxes: Box[] }[]>(
      `[...document.querySelectorAll('.picture')].filter((svg) => svg.checkVisibility()).map((svg) => {
        const texts = [...svg.querySelectorAll('text')];
        return {
          width: svg.getBoundingClientRect().width,
          sizes: texts.map((text) => text.getScreenCTM().d * parseFloat(getComputedStyle(text).fontSize)),
          boxes: texts.map((text) => text.getBoundingClientRect().toJSON()),
        };
      })`,
    );
    expect(pictures).toHaveLength(4);
    for (const picture of pictures) {
      expect(picture.width).toBeGreaterThan(0.55 * width);
      expect(new Set(picture.sizes)).toEqual(new Set([12]));
      expect(picture.boxes.filter((box, index) => picture.boxes.slice(index + 1).some(isOver(box)))).toEqual(
        [],
      );
    }
    await page.close();
  },
);

test('every fill of a picture is in its legend, and no other', async () => {
  const page = await open(1_280);
  const pictures = await page.evaluate<{ shown: string[]; explained: string[] }[]>(
    `[...document.querySelectorAll('figure')].map((figure) => ({
      shown: [...new Set([...figure.querySelectorAll('.picture rect')].map((part) => getComputedStyle(part).fill))],
      explained: [...figure.querySelectorAll('.swatch rect')].map((part) => getComputedStyle(part).fill),
    }))`,
  );
  expect(pictures.map(({ explained }) => explained.length)).toEqual([2, 10, 1, 3]);
  for (const { shown, explained } of pictures) expect(shown.toSorted()).toEqual(explained.toSorted());
  await page.close();
});

test('an opening of one minute is two pixels wide on the narrowest screen', async () => {
  const page = await open(320);
  const { data, width, height, channels } = decode(await page.locator('.w288').last().screenshot());
  const middle = Math.floor(height / 2) * width;
  const row = Array.from({ length: width }, (_, x) =>
    data.subarray((middle + x) * channels, (middle + x) * channels + 3).join(),
  );
  expect(row.filter((colour) => colour === '122,63,168').length).toBeGreaterThanOrEqual(2);
  await page.close();
});

type Box = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>;

const isOver =
  (one: Box) =>
  (other: Box): boolean =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** From 1 to 21, as WCAG 2.2 defines it. */
function contrastOf(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Of `rgb(1, 2, 3)`. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((text) => {
    const share = Number(text) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
