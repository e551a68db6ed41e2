import type { PanelParts } from './panel-types.ts';

/** What pressing a button orders: for the model on whose card it is, or for all. Runs in the browser. */
export const orderOf: PanelParts['orderOf'] = (button) => {
  const { act, minutes, advance } = button.dataset;
  const card = button.closest<HTMLElement>('.model');
  const model = card?.dataset['model'];
  switch (act) {
    case 'outage': {
      const done = `${model ?? 'Every model'} is out for ${minutes} simulated minutes.`;
      return { path: 'outage', fields: { model, minutes: Number(minutes) }, done };
    }
    case 'recover': {
      const done = `What was ordered${model === undefined ? '' : ` for ${model}`} has ended.`;
      return { path: 'recover', fields: { model }, done };
    }
    case 'next': {
      const fault = card?.querySelector('select')?.value;
      return {
        path: 'next',
        fields: { model, fault },
        done: `The next request for ${model} comes to ${fault}.`,
      };
    }
    case 'reset':
      return { path: 'reset', fields: {}, done: 'Journal, outages and scripts are forgotten.' };
    case 'advance':
      return { path: 'clock', fields: { advance: Number(advance) }, done: `${button.textContent}.` };
    default:
      return undefined;
  }
};
