import type { PanelParts } from './panel-types.ts';

/** A model's card, from the template of the page. Runs in the browser. */
export const makeCard: PanelParts['makeCard'] = (template, name) => {
  const copy = template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : undefined;
  const card = copy instanceof DocumentFragment ? copy.firstElementChild : null;
  if (!(card instanceof HTMLElement)) throw new Error('The page has no template of a model.');
  card.dataset['model'] = name;
  const [heading, select] = [card.querySelector('h3'), card.querySelector('select')];
  if (heading !== null) heading.textContent = name;
  select?.setAttribute('aria-label', `What the next request for ${name} comes to`);
  for (const button of card.querySelectorAll('button')) {
    button.setAttribute('aria-label', `${button.textContent}: ${name}`);
  }
  return card;
};
