import type { PanelParts } from './panel-types.ts';

/** The element of the page that must be there. Runs in the browser. */
export const find: PanelParts['find'] = (selector, within = document) => {
  const found = within.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
};
