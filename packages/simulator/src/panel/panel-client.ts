import type { PanelEpisode, PanelParts, PanelRequest, PanelState } from './panel-types.ts';

/**
 * What the control panel does in the browser. Sent there as text, so it uses nothing from outside of itself but
 * its parts.
 */
export function runPanel({ drawDay, showRequests, makeCard }: PanelParts): void {
  const POLL_MS = 1_000;
  const DAY_MS = 86_400_000;
  /** With its date where that is another one. */
  const untilTime = (end: string, now: string): string =>
    end.slice(0, 10) === now.slice(0, 10) ? end.slice(11, 16) : `${end.slice(0, 10)} ${end.slice(11, 16)}`;
  const find = (selector: string, within: ParentNode = document): Element => {
    const found = within.querySelector(selector);
    if (found === null) throw new Error(`The page has no ${selector}.`);
    return found;
  };
  const say = (text: string): void => {
    find('#message').textContent = text;
  };

  async function get<T>(path: string): Promise<T> {
    return (await fetch(path)).json();
  }

  async function send(path: string, fields: object, done: string): Promise<void> {
    const response = await fetch(path, { method: 'POST', body: JSON.stringify(fields) });
    const answer = await response.json();
    say(response.ok ? done : answer.error.message);
    if (response.ok) show(answer);
    await refreshDay();
  }

  function cardOf(name: string): Element {
    const known = [...document.querySelectorAll('.model')].find((card) => card.id === `model ${name}`);
    if (known !== undefined) return known;
    const card = makeCard(find('#card'), name, (path, fields, done) => void send(path, fields, done));
    find('#models').append(card);
    return card;
  }

  function show(state: PanelState): void {
    find('#time').textContent = `${state.time.slice(0, 10)} ${state.time.slice(11, 19)}`;
    const pace = state.speed === null ? 'the clock stands still' : `at speed ${state.speed}`;
    find('#facts').textContent =
      `Beijing time, ${pace} · profile ${state.profile}, seed ${state.seed} · ${state.requests} requests`;
    const speed = find('#speed');
    if (speed instanceof HTMLSelectElement) {
      speed.disabled = state.speed === null;
      if (document.activeElement !== speed && state.speed !== null) {
        const now = String(state.speed);
        if (![...speed.options].some(({ value }) => value === now)) speed.add(new Option(now));
        speed.value = now;
      }
    }
    for (const model of state.models) {
      const card = cardOf(model.name);
      const slow = model.slowness > 1 ? `, ${model.slowness} times as slow` : '';
      const word = model.episode === null ? 'healthy' : model.episode.kind;
      card.setAttribute('data-state', model.state);
      find('.state', card).textContent =
        model.episode === null
          ? `healthy${slow}`
          : `${word} until ${untilTime(model.episode.ends, state.time)}${slow}`;
      // An overload of the profile ends by itself: only what was ordered can be ended.
      for (const button of card.querySelectorAll<HTMLButtonElement>('button[data-act=recover]'))
        button.disabled = model.episode?.kind !== 'outage';
      find('.scripted', card).textContent = model.scripted > 0 ? `${model.scripted} answers scripted` : '';
    }
    moveNow(state);
  }

  let lostAt: string | undefined;
  function showLost(): void {
    lostAt ??= new Date().toTimeString().slice(0, 8);
    say(`The simulator has not answered since ${lostAt}.`);
    for (const card of document.querySelectorAll('.model')) {
      card.setAttribute('data-state', 'unknown');
      find('.state', card).textContent = 'not known';
    }
  }
  function showFound(): void {
    if (lostAt !== undefined) say('The simulator answers again.');
    lostAt = undefined;
  }

  let midnight = 0;
  function moveNow({ time }: PanelState): void {
    const share = (Date.parse(time) - midnight) / DAY_MS;
    const line = document.querySelector('#now');
    const [left, width] = ['data-left', 'data-width'].map((name) => Number(find('#day').getAttribute(name)));
    for (const end of ['x1', 'x2']) line?.setAttribute(end, String((left ?? 0) + (width ?? 0) * share));
  }

  async function refreshDay(): Promise<void> {
    const state = await get<PanelState>('state');
    const date = state.time.slice(0, 10);
    midnight = Date.parse(`${date}T00:00:00+08:00`);
    const { data } = await get<{ readonly data: readonly PanelEpisode[] }>(`timeline?from=${date}&days=1`);
    const names = state.models.map(({ name }) => name);
    drawDay(find('#day'), names, data, midnight);
    moveNow(state);
  }

  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-all]')) {
    button.addEventListener('click', () => {
      const { all, minutes, advance } = button.dataset;
      if (all === 'outage') void send('outage', { minutes: Number(minutes) }, 'Every model is out.');
      if (all === 'recover') void send('recover', {}, 'What was ordered has ended.');
      if (all === 'reset') void send('reset', {}, 'Journal, outages and scripts are forgotten.');
      if (all === 'advance') void send('clock', { advance: Number(advance) }, `${button.textContent}.`);
    });
  }
  const speed = find('#speed');
  speed.addEventListener('change', () => {
    if (speed instanceof HTMLSelectElement) {
      void send('clock', { speed: Number(speed.value) }, `Time passes ${speed.value} times as fast.`);
    }
  });

  async function poll(): Promise<void> {
    try {
      const state = await get<PanelState>('state');
      showFound();
      show(state);
      if (!(Date.parse(state.time) - midnight < DAY_MS)) await refreshDay();
      const { data } = await get<{ readonly data: readonly PanelRequest[] }>('journal?last=12');
      showRequests(find('#requests'), data);
      find('#none').textContent = data.length === 0 ? 'No request yet.' : '';
      document.body.dataset['ready'] = 'yes';
    } catch {
      showLost();
    }
    setTimeout(() => void poll(), POLL_MS);
  }
  void refreshDay().then(poll, poll);
}
