import { createFailover } from '@failsoft/core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { simulate } from '../simulate/simulate.ts';
import { launchBrowser, violationsOf } from '../testing/browser.ts';
import { renderReport } from './report-page.ts';

// A browser has to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let browser: Browser;
let html = '';
beforeAll(async () => {
  const models = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;
  const report = await simulate({
    failover: (deps) => createFailover({ models, baseURL: 'https://api.example.com/v1', ...deps }),
    rps: 0.02,
  });
  html = renderReport(report);
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test.each([
  { colorScheme: 'light', width: 1_200 },
  { colorScheme: 'dark', width: 1_200 },
  { colorScheme: 'light', width: 360 },
  { colorScheme: 'dark', width: 360 },
] as const)(
  '$colorScheme, $width pixels wide: axe-core finds no violation and the page fits',
  async (options) => {
    const { colorScheme, width } = options;
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.setContent(html);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')).toBe(
      true,
    );
    expect(errors).toEqual([]);
    await page.close();
  },
);

test.each([360, 1_200])(
  '%i pixels wide: each picture is shown once, as wide as the page, with text that can be read',
  async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.setContent(html);
    const pictures = await page.evaluate<{ width: number; text: string; smallest: number }[]>(`
      [...document.querySelectorAll('figure svg')].filter((svg) => svg.checkVisibility()).map((svg) => ({
        width: svg.getBoundingClientRect().width,
        text: svg.textContent,
        smallest: (svg.getBoundingClientRect().width / svg.viewBox.baseVal.width) * parseFloat(getComputedStyle(svg).fontSize),
      }))
    `);
    expect(pictures).toHaveLength(4);
    for (const picture of pictures) {
      expect(picture.width).toBeGreaterThan(0.6 * width);
      expect(picture.width).toBeLessThanOrEqual(width);
      expect(picture.smallest).toBeGreaterThan(11);
    }
    // The evening is the hour that people look for.
    expect(pictures[1]?.text).toContain('21');
    await page.close();
  },
);
