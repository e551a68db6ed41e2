import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startSimulator, type SimulatorServer } from '../server.ts';
import { launchBrowser, violationsOf } from '../testing/browser.ts';
import { openPanel, type OpenPanel } from '../testing/open-panel.ts';

// A browser has to start.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MODEL = 'gemini-3-pro-image-preview';
/** A few polls, one of them without an answer. */
const SOON = { timeout: 10_000 };
const LOST = /^The simulator has not answered since \d\d:\d\d:\d\d, your time\./;
const REFUSED = 'from is "2126-01-01", but the timeline runs from 2026-01-01 to 2125-12-31, Beijing time.';
let server: SimulatorServer;
let browser: Browser;
let panel: OpenPanel;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startSimulator({ latency: false, start: '2026-02-19T20:00', profile: 'calm' });
  panel = await openPanel(browser, server.url);
});
afterEach(async () => {
  await panel.page.close();
  await server.close();
  expect(panel.errors).toEqual([]);
});

test('a simulator that has gone is said to have gone, once, and no card looks healthy', async () => {
  const { page, message } = panel;
  await server.close();
  await expect.poll(message, SOON).toMatch(LOST);
  expect(await page.locator('.model[data-state=unknown] .state').allTextContents()).toEqual(
    server.simulator.models.map(() => 'not known'),
  );
  await page.evaluate(`window.said = 0;
    new MutationObserver(() => { window.said += 1; }).observe(document.querySelector('#message'), { childList: true, subtree: true, characterData: true })`);
  for (let failed = 0; failed < 2; failed++) await page.waitForEvent('requestfailed');
  expect(await page.evaluate('window.said')).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
});

test('a button that nobody hears says so at once, and can be pressed again', async () => {
  const { page, message, stateOf } = panel;
  // Whoever only asks waits for ever.
  await page.route('**/__sim/*', async (route) => {
    if (route.request().method() === 'POST') await route.abort();
  });
  const button = page.getByRole('button', { name: `Out for 5 min: ${MODEL}` });
  await button.click();
  await expect.poll(message, { timeout: 1_500 }).toMatch(LOST);
  await page.unroute('**/__sim/*');
  await button.click();
  await expect.poll(() => stateOf(MODEL)).toMatch(/^outage/);
});

test('a simulator that takes requests and answers none is lost since its last answer, until it answers', async () => {
  const { page, message, stateOf } = panel;
  await page.clock.setFixedTime('2026-11-28T12:00:00Z');
  await page.waitForResponse('**/journal*');
  const unanswered = page.waitForRequest('**/state');
  await page.route('**/__sim/*', () => undefined);
  await unanswered;
  await page.clock.setFixedTime('2026-11-28T12:34:56Z');
  await expect.poll(message, SOON).toContain('has not answered since 12:00:00, your time.');
  expect(await stateOf(MODEL)).toBe('not known');
  await page.unroute('**/__sim/*');
  await expect.poll(message, SOON).toBe('The simulator answers again.');
  expect(await stateOf(MODEL)).toBe('healthy');
});

test('where the day is refused its place says why, and the models are told of as before', async () => {
  const { page, message, stateOf } = panel;
  await page.route('**/timeline*', (route) =>
    route.fulfill({ status: 400, json: { error: { message: REFUSED } } }),
  );
  await expect.poll(() => page.locator('#no-day').textContent(), SOON).toBe(REFUSED);
  server.simulator.outage(MODEL, { minutes: 5 });
  await expect.poll(() => stateOf(MODEL), SOON).toMatch(/^outage/);
  expect(await message()).toBe('');
  expect(await violationsOf(page)).toEqual([]);
});

test.each([
  [
    { status: 500, json: { error: { message: 'The simulator itself has a fault.' } } },
    'The simulator itself has a fault.',
  ],
  [{ status: 502, body: '<h1>Bad Gateway</h1>' }, 'The simulator answered 502 and no JSON.'],
  [{ status: 200, json: { hello: 'world' } }, 'This is no answer of a simulator: TypeError'],
])('what comes instead of the state is shown: %j', async (answer, words) => {
  const { page, message, stateOf } = panel;
  await page.route('**/state', (route) => route.fulfill(answer));
  await expect.poll(message, SOON).toContain(words);
  expect(await stateOf(MODEL)).toBe('not known');
  await page.unroute('**/state');
  await expect.poll(message, SOON).toBe('The simulator answers again.');
});

test('a speed that is refused is not shown as the one that it has', async () => {
  const { page, message } = panel;
  const speed = page.getByLabel('Speed');
  await speed.evaluate((select) => select.append(new Option('0')));
  await speed.selectOption('0');
  await expect.poll(message).toContain('speed is 0, but must be above 0');
  await expect.poll(() => speed.inputValue(), SOON).toBe('1');
  expect(await violationsOf(page)).toEqual([]);
});

test('a simulator that comes back with other models shows those, and its own seed', async () => {
  const { page, message } = panel;
  const port = Number(new URL(server.url).port);
  await server.close();
  await expect.poll(message, SOON).toMatch(LOST);
  const models = ['painter', MODEL];
  server = await startSimulator({ port, seed: 7, models, latency: false });
  await expect.poll(message, SOON).toBe('The simulator answers again.');
  expect(await page.locator('.model h3').allTextContents()).toEqual(models);
  expect(await page.locator('#facts').textContent()).toContain('profile documented, seed 7');
});
