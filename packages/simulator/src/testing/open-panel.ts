import type { Browser, Page } from 'playwright-core';

/** The panel of a simulator in a browser, and what went wrong in its script. */
export interface OpenPanel {
  readonly page: Page;
  readonly errors: string[];
  stateOf(model: string): Promise<string | null>;
  message(): Promise<string | null>;
}

/** Opens the panel at `url` and waits for its first answers. */
export async function openPanel(
  browser: Browser,
  url: string,
  options: { readonly dark?: boolean; readonly width?: number } = {},
): Promise<OpenPanel> {
  const page = await browser.newPage({
    colorScheme: options.dark === true ? 'dark' : 'light',
    viewport: { width: options.width ?? 1_200, height: 900 },
    timezoneId: 'UTC',
  });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    // The browser's own words for a request that got no good answer; what becomes of it is for the page to say.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      errors.push(message.text());
    }
  });
  // Without the slash, to see that it comes by itself.
  await page.goto(`${url}/__sim`);
  await page.locator('body[data-ready=yes]').waitFor();
  return {
    page,
    errors,
    stateOf: (model) => page.locator(`[data-model="${model}"] .state`).textContent(),
    message: () => page.locator('#message').textContent(),
  };
}
