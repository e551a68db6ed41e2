import type { PanelParts } from './panel-types.ts';

/** The last requests, newest first. Runs in the browser. */
export const showRequests: PanelParts['showRequests'] = (table, requests) => {
  const rows = requests.toReversed().map(({ time, model, status, fault, latencyMs, aborted }) => {
    // Without an answer there is no status.
    const what = [
      status === 0 ? undefined : String(status),
      fault,
      aborted ? 'the client went away' : undefined,
    ];
    const texts = [
      time.slice(11, 19),
      model,
      what.filter((part) => part !== undefined).join(', '),
      `${latencyMs} ms`,
    ];
    const row = document.createElement('tr');
    for (const text of texts) {
      const cell = document.createElement('td');
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  });
  // What is the same stays, and with it what somebody has marked to copy.
  if (rows.map(({ textContent }) => textContent).join('') === table.textContent) return;
  table.replaceChildren(...rows);
};
