import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { launchBrowser, violationsOf } from '../testing/browser.ts';
import { openPanel, type OpenPanel } from '../testing/open-panel.ts';

// A browser has to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MODEL = 'gemini-3-pro-image-preview';
/** A few polls. */
const SOON = { timeout: 5_000 };
let server: SimulatorServer;
let browser: Browser;
let panel: OpenPanel;

beforeAll(async () => {
  server = await startSimulator({ latency: false, start: '2026-02-19T20:00', profile: 'calm' });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  await panel.page.close();
  server.simulator.reset();
  expect(panel.errors).toEqual([]);
});

const open = async (options?: Parameters<typeof openPanel>[2]): Promise<OpenPanel> =>
  (panel = await openPanel(browser, server.url, options));

const draw = (model: string): Promise<Response> =>
  fetch(`${server.baseURL}/images/generations`, {
    method: 'POST',
    body: JSON.stringify({ model, prompt: 'x' }),
  });

test('the panel shows every model, the time and the profile', async () => {
  const { page } = await open();
  expect(await page.locator('.model h3').allTextContents()).toEqual(server.simulator.models);
  expect(await page.locator('#time').textContent()).toMatch(/^2026-02-19 20:0\d:\d\d$/);
  expect(await page.locator('#facts').textContent()).toContain('profile calm, seed 10');
});

test('a button orders an outage: the state, the day and the next request show it, and another ends it', async () => {
  const { page, stateOf } = await open();
  await page.getByRole('button', { name: `Out for 30 min: ${MODEL}` }).click();
  await expect.poll(() => stateOf(MODEL)).toMatch(/^outage until 20:3\d:\d\d$/);
  await expect.poll(() => page.locator('#day rect.outage').count()).toBe(1);
  expect(await page.locator('#day').getAttribute('aria-label')).toContain(`${MODEL}: outage 20:0`);
  expect((await draw(MODEL)).status).toBe(503);
  await expect.poll(() => page.locator('#requests tr').first().textContent(), SOON).toContain('503');
  await page.getByRole('button', { name: `Cancel orders: ${MODEL}` }).click();
  await expect.poll(() => stateOf(MODEL)).toBe('healthy');
});

test('what was ordered elsewhere is shown too, in the day as well, and an end on another day has its date', async () => {
  const { page, stateOf } = await open();
  server.simulator.outage(MODEL, { minutes: 600 });
  await expect.poll(() => stateOf(MODEL), SOON).toMatch(/^outage until 2026-02-20 06:0\d$/);
  await expect.poll(() => page.locator('#day rect.outage').count()).toBe(1);
});

test('orders can be cancelled exactly while there are some, scripted answers among them', async () => {
  const { page, stateOf } = await open();
  const cancel = page.getByRole('button', { name: `Cancel orders: ${MODEL}` });
  const cancelAll = page.getByRole('button', { name: 'Cancel all orders' });
  const offered = async (): Promise<boolean[]> => [await cancel.isEnabled(), await cancelAll.isEnabled()];
  expect(await offered()).toEqual([false, false]);
  server.simulator.next(MODEL, { status: 503, times: 2 });
  await expect.poll(offered, SOON).toEqual([true, true]);
  expect(await page.locator(`[data-model="${MODEL}"] .scripted`).textContent()).toBe('2 answers ordered');
  await cancel.click();
  await expect.poll(offered).toEqual([false, false]);
  expect((await draw(MODEL)).status).toBe(200);
  server.simulator.outage('flux-2-pro', { minutes: 5 });
  await expect.poll(offered, SOON).toEqual([false, true]);
  await cancelAll.click();
  await expect.poll(() => stateOf('flux-2-pro')).toBe('healthy');
});

test('an overload of the profile is nothing that was ordered', async () => {
  const busy = await startSimulator({ latency: false, start: '2026-02-19T20:10' });
  panel = await openPanel(browser, busy.url);
  expect(await panel.stateOf(MODEL)).toMatch(/^overload until 20:49:\d\d$/);
  expect(await panel.page.getByRole('button', { name: `Cancel orders: ${MODEL}` }).isDisabled()).toBe(true);
  expect(await panel.page.getByRole('button', { name: 'Cancel all orders' }).isDisabled()).toBe(true);
  await busy.close();
});

test('by keyboard alone an order is given and cancelled, and the focus stays where it was', async () => {
  const { page, stateOf } = await open();
  await page.getByRole('button', { name: `Out for 5 min: ${MODEL}` }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => stateOf(MODEL)).toMatch(/^outage/);
  const cancel = page.getByRole('button', { name: `Cancel orders: ${MODEL}` });
  for (let tab = 0; tab < 4; tab++) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect.poll(() => stateOf(MODEL)).toBe('healthy');
  await page.keyboard.press('Space');
  server.simulator.outage(MODEL, { minutes: 1 });
  await expect.poll(() => stateOf(MODEL), SOON).toMatch(/^outage/);
  expect(await cancel.evaluate((button) => button === document.activeElement)).toBe(true);
});

test('the next answer is chosen by its name', async () => {
  const { page, message } = await open();
  await page.getByLabel('What the next request for seedream-4.5 comes to').selectOption('garbage');
  await page.getByRole('button', { name: 'As next answer: seedream-4.5' }).click();
  await expect.poll(message).toBe('The next request for seedream-4.5 comes to garbage.');
  expect(await (await draw('seedream-4.5')).text()).toContain('not JSON at all');
});

test('all models go out together, and time goes on at the speed that is chosen', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'All out for 30 min' }).click();
  await expect.poll(() => page.locator('.model[data-state=overloaded]').count()).toBe(6);
  await page.getByRole('button', { name: 'An hour on' }).click();
  await expect.poll(() => page.locator('.model[data-state=overloaded]').count()).toBe(0);
  await page.getByLabel('Speed').selectOption('60');
  await expect.poll(() => page.locator('#facts').textContent()).toContain('at speed 60');
  // From another tab, while this one has the focus on it.
  await fetch(`${server.url}/__sim/clock`, { method: 'POST', body: '{"speed": 1}' });
  await expect.poll(() => page.getByLabel('Speed').inputValue(), SOON).toBe('1');
});

test('a clock that stands still has no speed to choose, and goes on when it is told to', async () => {
  const still = await startSimulator({ clock: createManualClock(), latency: false, profile: 'calm' });
  panel = await openPanel(browser, still.url);
  const { page } = panel;
  expect(await page.getByLabel('Speed').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Ten minutes on' }).click();
  await expect.poll(() => page.locator('#time').textContent()).toBe('2026-02-19 20:10:00');
  expect(await violationsOf(page)).toEqual([]);
  await still.close();
});

test('an ordered outage lies above the overload that it covers', async () => {
  const busy = await startSimulator({ latency: false, start: '2026-02-19T20:00' });
  busy.simulator.outage(MODEL, { minutes: 120 });
  panel = await openPanel(browser, busy.url);
  const kinds = await panel.page
    .locator('#day rect')
    .evaluateAll((all) => all.map((one) => one.getAttribute('class')));
  expect(kinds).toContain('overload');
  // The last of the first model's row.
  expect(kinds[4]).toBe('outage');
  await busy.close();
});

test('rows that are the same stay in place, so that text can be marked', async () => {
  const { page } = await open();
  await draw(MODEL);
  const row = await page.locator('#requests tr').first().elementHandle();
  server.simulator.outage('flux-2-pro', { minutes: 5 });
  await expect.poll(() => panel.stateOf('flux-2-pro'), SOON).toMatch(/^outage/);
  server.simulator.recover('flux-2-pro');
  await expect.poll(() => panel.stateOf('flux-2-pro'), SOON).toBe('healthy');
  expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
});

test('a model’s name is text and never markup', async () => {
  const odd = await startSimulator({ models: ['<img src=x onerror=alert(1)>'], latency: false });
  panel = await openPanel(browser, odd.url);
  expect(await panel.page.locator('.model h3').allTextContents()).toEqual(odd.simulator.models);
  expect(await panel.page.locator('img').count()).toBe(0);
  await odd.close();
});

test.each([360, 640, 1_280])('at %i pixels the whole day is seen, in letters of one size', async (width) => {
  const long = 'a-vendor/with-a-name-that-goes-on-and-on-and-on-as-names-of-models-do';
  const named = await startSimulator({
    models: ['seedream-4.5', long, 'W'.repeat(30)],
    latency: false,
    profile: 'calm',
  });
  panel = await openPanel(browser, named.url, { width });
  const { page } = panel;
  const day = await page.locator('#day').boundingBox();
  const [left, right] = [day?.x ?? 0, (day?.x ?? 0) + (day?.width ?? 0)];
  expect(right).toBeLessThanOrEqual(width);
  for (const text of await page.locator('#day text').all()) {
    const box = await text.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(left);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(right);
    expect(box?.height).toBeGreaterThan(13);
  }
  // 20:00 is ten twelfths of the day.
  const now = await page.locator('#now').boundingBox();
  const [first, last] = [page.locator('#day .hour').first(), page.locator('#day .hour').last()];
  const [from, to] = [(await first.boundingBox())?.x ?? 0, (await last.boundingBox())?.x ?? 0];
  expect(((now?.x ?? 0) - from) / (to - from)).toBeCloseTo(20 / 24, 2);
  await named.close();
});

describe.each([
  { dark: false, width: 1_200 },
  { dark: true, width: 1_200 },
  { dark: false, width: 390 },
  { dark: true, width: 390 },
])('dark: $dark, $width pixels wide', (options) => {
  test('axe-core finds no violation, and nothing but the regions that scroll is wider than the window', async () => {
    const { page, stateOf } = await open(options);
    server.simulator.outage('flux-2-pro', { minutes: 5 });
    await expect.poll(() => stateOf('flux-2-pro'), SOON).toMatch(/^outage/);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')).toBe(
      true,
    );
  });
});
