import type { PanelEpisode, PanelHeard, PanelParts, PanelRequest, PanelState } from './panel-types.ts';

/**
 * What the control panel does in the browser. Sent there as text, so it uses nothing from outside of itself but
 * its parts.
 */
export function runPanel(parts: PanelParts): void {
  const { find, drawDay, showRequests, showState, orderOf } = parts;
  const POLL_MS = 1_000;
  let heardAt = new Date();
  let isLost = false;

  function say(text: string, isTrouble = false): void {
    const message = find('#message');
    message.classList.toggle('trouble', isTrouble);
    // A screen reader would read the same words again, once a second.
    if (message.textContent !== text) message.textContent = text;
  }

  async function ask<T>(path: string, fields?: object): Promise<PanelHeard<T>> {
    const heard = await parts.ask<T>(path, fields);
    if (heard.kind !== 'silence') heardAt = new Date();
    return heard;
  }

  /** Says why the state is not known, and shows none that was. */
  function lose(why: string): void {
    isLost = true;
    say(why, true);
    document.body.dataset['lost'] = 'yes';
    for (const card of document.querySelectorAll('.model')) {
      card.setAttribute('data-state', 'unknown');
      find('.state', card).textContent = 'not known';
      find('.scripted', card).textContent = '';
    }
  }

  const loseTouch = (): void =>
    lose(
      `The simulator has not answered since ${heardAt.toTimeString().slice(0, 8)}, your time. This page goes on when it does.`,
    );

  function take(state: PanelState): void {
    if (isLost) say('The simulator answers again.');
    isLost = false;
    delete document.body.dataset['lost'];
    showState(state, parts);
  }

  async function send(path: string, fields: object, done: string): Promise<void> {
    const heard = await ask<PanelState>(path, fields);
    if (heard.kind === 'answer') {
      take(heard.value);
      say(done);
      return refresh();
    }
    // What was chosen was not done: the next state puts it right.
    delete find('#speed').dataset['known'];
    if (heard.kind === 'refusal') say(heard.message, true);
    else loseTouch();
  }

  async function refresh(): Promise<void> {
    const heard = await ask<PanelState>('state');
    if (heard.kind === 'silence') return loseTouch();
    if (heard.kind === 'refusal') return lose(heard.message);
    const state = heard.value;
    take(state);
    const [day, journal] = await Promise.all([
      ask<{ readonly data: readonly PanelEpisode[] }>(`timeline?from=${state.time.slice(0, 10)}&days=1`),
      ask<{ readonly data: readonly PanelRequest[] }>('journal?last=12'),
    ]);
    find('#no-day').textContent = whyNot(day);
    if (day.kind === 'answer') drawDay(find('#day'), state, day.value.data);
    else find('#day').replaceChildren();
    const requests = journal.kind === 'answer' ? journal.value.data : [];
    showRequests(find('#requests'), requests);
    find('#no-requests').textContent =
      journal.kind === 'answer' && requests.length === 0 ? 'No request yet.' : whyNot(journal);
    document.body.dataset['ready'] = 'yes';
  }

  const whyNot = (heard: PanelHeard<unknown>): string =>
    heard.kind === 'answer' ? '' : heard.kind === 'refusal' ? heard.message : 'The simulator does not tell.';

  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button') : null;
    if (button === null || button.getAttribute('aria-disabled') === 'true') return;
    const order = orderOf(button);
    if (order !== undefined) void send(order.path, order.fields, order.done);
  });
  find('#speed').addEventListener('change', ({ target }) => {
    const value = target instanceof HTMLSelectElement ? target.value : '';
    void send('clock', { speed: Number(value) }, `Time passes ${value} times as fast.`);
  });

  async function poll(): Promise<void> {
    try {
      await refresh();
    } catch (error) {
      // Somebody else may listen at this port by now.
      lose(`This is no answer of a simulator: ${String(error)}`);
    }
    setTimeout(() => void poll(), POLL_MS);
  }
  void poll();
}
