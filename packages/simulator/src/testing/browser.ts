import sparticuz from '@sparticuz/chromium';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

/** A real browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  // These two are for one page in one small container; several pages crash with them.
  const args = sparticuz.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args, headless: true });
}

/** What axe-core finds wrong with a page, by rule and place. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ content: axe.source });
  // What axe-core calls itself in the page.
  const run =
    'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))';
  return page.evaluate<string[]>(run);
}

/** Parts that are cut, or that reach beyond the window: what nobody sees without scrolling sideways. */
export async function partsOutOfSight(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('main, main *')].flatMap((part) => {
    const { left, right, width } = part.getBoundingClientRect();
    const cut = part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX !== 'visible';
    return width > 0 && (left < 0 || right > innerWidth || cut) ? [part.outerHTML.slice(0, 80)] : [];
  })`);
}
