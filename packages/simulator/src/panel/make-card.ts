import type { PanelParts } from './panel-types.ts';

/** A model's card, from the template of the page, with its buttons at work. Runs in the browser. */
export const makeCard: PanelParts['makeCard'] = (template, name, send) => {
  const copy = template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : undefined;
  const card = copy instanceof DocumentFragment ? copy.firstElementChild : null;
  if (card === null) throw new Error('The page has no template of a model.');
  card.id = `model ${name}`;
  const [heading, select] = [card.querySelector('h3'), card.querySelector('select')];
  if (heading !== null) heading.textContent = name;
  select?.setAttribute('aria-label', `What the next request for ${name} comes to`);
  for (const button of card.querySelectorAll('button')) {
    button.setAttribute('aria-label', `${button.textContent}: ${name}`);
    button.addEventListener('click', () => {
      const { act, minutes } = button.dataset;
      if (act === 'outage') {
        send('outage', { model: name, minutes: Number(minutes) }, `${name} is out for ${minutes} minutes.`);
      } else if (act === 'recover') {
        send('recover', { model: name }, `What was ordered for ${name} has ended.`);
      } else {
        const fault = select?.value ?? '503';
        send('next', { model: name, fault }, `The next request for ${name} comes to ${fault}.`);
      }
    });
  }
  return card;
};
