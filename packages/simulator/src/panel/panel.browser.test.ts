import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { launchBrowser, violationsOf } from '../testing/browser.ts';

// A browser has to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MODEL = 'gemini-3-pro-image-preview';
let server: SimulatorServer;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  server = await startSimulator({ latency: false, start: '2026-02-19T20:00', profile: 'calm' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  await page.close();
  server.simulator.reset();
  expect(errors.splice(0)).toEqual([]);
});

async function open(options: { readonly dark?: boolean; readonly width?: number } = {}): Promise<void> {
  page = await browser.newPage({
    colorScheme: options.dark === true ? 'dark' : 'light',
    viewport: { width: options.width ?? 1_200, height: 900 },
  });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) errors.push(message.text());
  });
  // Without the slash, to see that it comes by itself.
  await page.goto(`${server.url}/__sim`);
  await page.locator('body[data-ready=yes]').waitFor();
}

const stateOf = (model: string): Promise<string | null> =>
  page.locator(`[id="model ${model}"] .state`).textContent();

test('the panel shows every model, the time and the profile', async () => {
  await open();
  expect(await page.locator('.model h3').allTextContents()).toEqual(server.simulator.models);
  expect(await page.locator('#time').textContent()).toMatch(/^2026-02-19 20:0\d:\d\d$/);
  expect(await page.locator('#facts').textContent()).toContain('profile calm, seed 10');
});

test('a button orders an outage: the state, the day and the next request show it, and another ends it', async () => {
  await open();
  await page.getByRole('button', { name: `Out for 30 min: ${MODEL}` }).click();
  await expect.poll(() => stateOf(MODEL)).toMatch(/^outage until 20:3\d/);
  await expect.poll(() => page.locator('#day rect.outage').count()).toBe(1);
  const body = JSON.stringify({ model: MODEL, prompt: 'x' });
  const { status } = await fetch(`${server.baseURL}/images/generations`, { method: 'POST', body });
  expect(status).toBe(503);
  await expect
    .poll(() => page.locator('#requests tr').first().textContent(), { timeout: 5_000 })
    .toContain('503');
  await page.getByRole('button', { name: `Recover: ${MODEL}` }).click();
  await expect.poll(() => stateOf(MODEL)).toBe('healthy');
});

test('only what was ordered can be ended, and an end on another day has its date', async () => {
  await open();
  const recover = page.getByRole('button', { name: `Recover: ${MODEL}` });
  await expect.poll(() => recover.isDisabled(), { timeout: 5_000 }).toBe(true);
  server.simulator.outage(MODEL, { minutes: 600 });
  await expect.poll(() => stateOf(MODEL), { timeout: 5_000 }).toMatch(/^outage until 2026-02-20 06:0\d/);
  expect(await recover.isDisabled()).toBe(false);
});

test('a simulator that has gone is said to have gone, and no card looks healthy', async () => {
  const gone = await startSimulator({ latency: false, profile: 'calm' });
  page = await browser.newPage();
  await page.goto(`${gone.url}/__sim/`);
  await page.locator('body[data-ready=yes]').waitFor();
  await gone.close();
  await expect
    .poll(() => page.locator('#message').textContent(), { timeout: 5_000 })
    .toMatch(/^The simulator has not answered since \d\d:\d\d:\d\d\.$/);
  expect(await page.locator('.model[data-state=unknown] .state').allTextContents()).toEqual(
    gone.simulator.models.map(() => 'not known'),
  );
});

test('on a narrow screen the whole day is seen, each model by its full name', async () => {
  await open({ width: 360 });
  const names = await page.locator('#day text').allTextContents();
  expect(names).toEqual(expect.arrayContaining([...server.simulator.models]));
  const day = await page.locator('#day').boundingBox();
  expect((day?.x ?? 0) + (day?.width ?? 0)).toBeLessThanOrEqual(360);
  const now = await page.locator('#now').boundingBox();
  // 20:00 is ten twelfths of the day.
  const share = ((now?.x ?? 0) - (day?.x ?? 0)) / (day?.width ?? 1);
  expect(Math.abs(share - 0.8)).toBeLessThan(0.05);
});

test('the next answer is chosen by its name', async () => {
  await open();
  await page.getByLabel('What the next request for seedream-4.5 comes to').selectOption('garbage');
  await page.getByRole('button', { name: 'Next answer: seedream-4.5' }).click();
  await expect
    .poll(() => page.locator('#message').textContent())
    .toBe('The next request for seedream-4.5 comes to garbage.');
  const body = JSON.stringify({ model: 'seedream-4.5', prompt: 'x' });
  const response = await fetch(`${server.baseURL}/images/generations`, { method: 'POST', body });
  expect(await response.text()).toContain('not JSON at all');
});

test('all models go out together, and time goes on at the speed that is chosen', async () => {
  await open();
  await page.getByRole('button', { name: 'All out for 30 minutes' }).click();
  await expect.poll(() => page.locator('.model[data-state=overloaded]').count()).toBe(6);
  await page.getByRole('button', { name: 'An hour on' }).click();
  await expect.poll(() => page.locator('.model[data-state=overloaded]').count()).toBe(0);
  await page.getByLabel('Speed').selectOption('60');
  await expect.poll(() => page.locator('#facts').textContent()).toContain('at speed 60');
});

test('a model’s name is text and never markup', async () => {
  const odd = await startSimulator({ models: ['<img src=x onerror=alert(1)>'], latency: false });
  page = await browser.newPage();
  await page.goto(`${odd.url}/__sim/`);
  await page.locator('body[data-ready=yes]').waitFor();
  expect(await page.locator('.model h3').allTextContents()).toEqual(odd.simulator.models);
  expect(await page.locator('img').count()).toBe(0);
  await odd.close();
});

describe.each([
  { dark: false, width: 1_200 },
  { dark: true, width: 1_200 },
  { dark: false, width: 390 },
  { dark: true, width: 390 },
])('dark: $dark, $width pixels wide', (options) => {
  test('axe-core finds no violation, and nothing but the regions that scroll is wider than the window', async () => {
    await open(options);
    server.simulator.outage('flux-2-pro', { minutes: 5 });
    await expect.poll(() => stateOf('flux-2-pro'), { timeout: 5_000 }).toMatch(/^outage/);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')).toBe(
      true,
    );
  });
});
