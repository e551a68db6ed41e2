/**
 * What the control panel does in the browser. Sent there as text, so it may use nothing from outside of itself.
 */
export function runPanel(): void {
  interface Model {
    readonly name: string;
    readonly state: string;
    readonly episode: { readonly kind: string; readonly starts: string; readonly ends: string } | null;
    readonly slowness: number;
    readonly scripted: number;
  }
  interface State {
    readonly time: string;
    readonly seed: number;
    readonly profile: string;
    readonly speed: number | null;
    readonly requests: number;
    readonly models: readonly Model[];
  }
  interface Episode {
    readonly model: string;
    readonly kind: string;
    readonly startsAt: number;
    readonly endsAt: number;
    readonly starts: string;
    readonly ends: string;
  }
  interface Entry {
    readonly time: string;
    readonly model: string;
    readonly status: number;
    readonly fault?: string;
    readonly latencyMs: number;
    readonly aborted: boolean;
  }

  const POLL_MS = 1_000;
  const DAY_MS = 86_400_000;
  const SVG = 'http://www.w3.org/2000/svg';
  const clockTime = (time: string): string => time.slice(11, 16);
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
    const template = find('#card');
    const copy = template instanceof HTMLTemplateElement ? template.content.cloneNode(true) : undefined;
    find('#models').append(copy ?? '');
    const card = [...document.querySelectorAll('.model')].at(-1);
    if (card === undefined) throw new Error('The page has no template of a model.');
    card.id = `model ${name}`;
    find('h3', card).textContent = name;
    const select = card.querySelector('select');
    select?.setAttribute('aria-label', `What the next request for ${name} comes to`);
    for (const button of card.querySelectorAll('button')) {
      button.setAttribute('aria-label', `${button.textContent}: ${name}`);
      button.addEventListener('click', () => {
        const { act, minutes } = button.dataset;
        if (act === 'outage') {
          void send(
            'outage',
            { model: name, minutes: Number(minutes) },
            `${name} is out for ${minutes} minutes.`,
          );
        }
        if (act === 'recover')
          void send('recover', { model: name }, `What was ordered for ${name} has ended.`);
        if (act === 'next') {
          const fault = select?.value ?? '503';
          void send('next', { model: name, fault }, `The next request for ${name} comes to ${fault}.`);
        }
      });
    }
    return card;
  }

  function show(state: State): void {
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
        model.episode === null ? `healthy${slow}` : `${word} until ${clockTime(model.episode.ends)}${slow}`;
      find('.scripted', card).textContent = model.scripted > 0 ? `${model.scripted} answers scripted` : '';
    }
    moveNow(state);
  }

  let midnight = 0;
  function moveNow({ time }: State): void {
    const share = (Date.parse(time) - midnight) / DAY_MS;
    const line = document.querySelector('#now');
    for (const end of ['x1', 'x2']) line?.setAttribute(end, String(150 + 600 * share));
  }

  function drawDay(state: State, episodes: readonly Episode[]): void {
    const svg = find('#day');
    svg.replaceChildren();
    const rowHeight = 26;
    const add = (name: string, attributes: Record<string, string | number>, text = ''): void => {
      const element = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
      element.textContent = text;
      svg.append(element);
    };
    const height = state.models.length * rowHeight + 24;
    svg.setAttribute('viewBox', `0 0 775 ${height}`);
    for (let hour = 0; hour <= 24; hour += 3) {
      const x = 150 + 25 * hour;
      add('line', { x1: x, x2: x, y1: 0, y2: height - 20, class: 'hour' });
      add('text', { x, y: height - 6, 'text-anchor': 'middle' }, `${String(hour).padStart(2, '0')}:00`);
    }
    for (const [row, { name }] of state.models.entries()) {
      const y = row * rowHeight;
      add(
        'text',
        { x: 142, y: y + 16, 'text-anchor': 'end' },
        name.length > 23 ? `${name.slice(0, 22)}…` : name,
      );
      add('line', { x1: 150, x2: 750, y1: y + 13, y2: y + 13, class: 'quiet' });
      for (const { model, kind, startsAt, endsAt } of episodes) {
        if (model !== name) continue;
        const from = Math.max(0, (startsAt - midnight) / DAY_MS);
        const to = Math.min(1, (endsAt - midnight) / DAY_MS);
        add('rect', {
          x: 150 + 600 * from,
          y: y + 5,
          width: Math.max(1, 600 * (to - from)),
          height: 16,
          class: kind,
        });
      }
    }
    add('line', { id: 'now', x1: 0, x2: 0, y1: 0, y2: height - 20 });
    moveNow(state);
    const spoken = episodes.map(
      ({ model, starts, ends }) => `${model} ${clockTime(starts)} to ${clockTime(ends)}`,
    );
    svg.setAttribute('aria-label', `Overloads of the day: ${spoken.join('; ') || 'none'}`);
  }

  async function refreshDay(): Promise<void> {
    const state = await get<State>('state');
    const date = state.time.slice(0, 10);
    midnight = Date.parse(`${date}T00:00:00+08:00`);
    const { data } = await get<{ readonly data: readonly Episode[] }>(`timeline?from=${date}&days=1`);
    drawDay(state, data);
  }

  function showRequests(entries: readonly Entry[]): void {
    const rows = entries.toReversed().map(({ time, model, status, fault, latencyMs, aborted }) => {
      const row = document.createElement('tr');
      const what = [String(status), fault, aborted ? 'the client went away' : undefined];
      const cells = [
        time.slice(11, 19),
        model,
        what.filter((part) => part !== undefined).join(', '),
        `${latencyMs} ms`,
      ];
      row.append(
        ...cells.map((text) => {
          const cell = document.createElement('td');
          cell.textContent = text;
          return cell;
        }),
      );
      return row;
    });
    find('#requests').replaceChildren(...rows);
    find('#none').textContent = rows.length === 0 ? 'No request yet.' : '';
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
      const state = await get<State>('state');
      show(state);
      if (!(Date.parse(state.time) - midnight < DAY_MS)) await refreshDay();
      showRequests((await get<{ readonly data: readonly Entry[] }>('journal?last=12')).data);
      document.body.dataset['ready'] = 'yes';
    } catch {
      say('The simulator does not answer.');
    }
    setTimeout(() => void poll(), POLL_MS);
  }
  void refreshDay().then(poll, poll);
}
