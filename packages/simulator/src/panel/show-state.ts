import type { PanelParts } from './panel-types.ts';

/** The time, the pace and what each model is doing. Runs in the browser. */
export const showState: PanelParts['showState'] = (state, { find, makeCard }) => {
  find('#time').textContent = `${state.time.slice(0, 10)} ${state.time.slice(11, 19)}`;
  // Of a clock without a speed nobody here knows whether it stands still.
  const pace = state.speed === null ? 'a clock that is moved from outside' : `at speed ${state.speed}`;
  find('#facts').textContent =
    `Beijing time, ${pace} · profile ${state.profile}, seed ${state.seed} · ${state.requests} requests`;

  find('#pace').hidden = state.speed === null;
  const speed = find('#speed');
  // Only a change is shown: what somebody is about to choose stays.
  if (speed instanceof HTMLSelectElement && speed.dataset['known'] !== String(state.speed)) {
    const known = String(state.speed);
    if (![...speed.options].some(({ value }) => value === known)) speed.add(new Option(known));
    speed.value = speed.dataset['known'] = known;
  }

  // Whatever does nothing keeps the focus, so it is not disabled as HTML means it.
  const offer = (button: Element, changesSomething: boolean): void =>
    button.setAttribute('aria-disabled', String(!changesSomething));
  const list = find('#models');
  const known = new Map([...list.children].map((card) => [card.getAttribute('data-model'), card]));
  const cards = state.models.map(({ name, episode, scripted, slowness, ...model }) => {
    const card = known.get(name) ?? makeCard(find('#card'), name);
    const slow = slowness > 1 ? `, ${slowness} times as slow` : '';
    // On another day its date says more than its seconds.
    const isToday = episode?.ends.slice(0, 10) === state.time.slice(0, 10);
    const end = episode?.ends.slice(isToday ? 11 : 0, isToday ? 19 : 16).replace('T', ' ');
    const word = episode === null ? 'healthy' : `${episode.kind} until ${end}`;
    card.setAttribute('data-state', model.state);
    find('.state', card).textContent = `${word}${slow}`;
    find('.scripted', card).textContent =
      scripted > 0 ? `${scripted} ${scripted === 1 ? 'answer' : 'answers'} ordered` : '';
    // An overload of the profile ends by itself: only what was ordered can be ended.
    offer(find('[data-act=recover]', card), episode?.kind === 'outage' || scripted > 0);
    return card;
  });
  if (list.children.length !== cards.length || cards.some((card, at) => card !== list.children[at])) {
    list.replaceChildren(...cards);
  }
  const ends = '.model [data-act=recover][aria-disabled=false]';
  offer(find('#all [data-act=recover]'), document.querySelector(ends) !== null);
};
