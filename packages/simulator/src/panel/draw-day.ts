import type { PanelParts } from './panel-types.ts';

/**
 * A row for each model: its episodes on the hours of the day. Runs in the browser. Where there is little room the
 * names stand above their rows. The moment of now is at `data-left` plus its share of `data-width`.
 */
export const drawDay: PanelParts['drawDay'] = (svg, models, episodes, midnight) => {
  const dayMs = 86_400_000;
  const isNarrow = svg.clientWidth > 0 && svg.clientWidth < 520;
  const [left, width, rowHeight] = isNarrow ? [18, 300, 34] : [190, 560, 26];
  // The middle of a row, from its top.
  const middle = isNarrow ? 23 : 13;
  const height = models.length * rowHeight + 24;
  const add = (name: string, attributes: Record<string, string | number>, text = ''): void => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    svg.append(element);
  };
  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${left + width + (isNarrow ? 18 : 25)} ${height}`);
  svg.setAttribute('data-left', String(left));
  svg.setAttribute('data-width', String(width));
  for (let hour = 0; hour <= 24; hour += isNarrow ? 6 : 3) {
    const x = left + (width / 24) * hour;
    add('line', { x1: x, x2: x, y1: 0, y2: height - 20, class: 'hour' });
    add('text', { x, y: height - 6, 'text-anchor': 'middle' }, `${String(hour).padStart(2, '0')}:00`);
  }
  for (const [row, name] of models.entries()) {
    const y = row * rowHeight;
    const label = name.length > 28 ? `${name.slice(0, 27)}…` : name;
    add(
      'text',
      isNarrow ? { x: left, y: y + 11 } : { x: left - 8, y: y + 16, 'text-anchor': 'end' },
      isNarrow ? name : label,
    );
    add('line', { x1: left, x2: left + width, y1: y + middle, y2: y + middle, class: 'quiet' });
    for (const { model, kind, startsAt, endsAt } of episodes) {
      if (model !== name) continue;
      const from = Math.max(0, (startsAt - midnight) / dayMs);
      const to = Math.min(1, (endsAt - midnight) / dayMs);
      const long = Math.max(1, width * (to - from));
      add('rect', { x: left + width * from, y: y + middle - 8, width: long, height: 16, class: kind });
    }
  }
  add('line', { id: 'now', x1: 0, x2: 0, y1: 0, y2: height - 20 });
  const spoken = episodes.map(
    ({ model, starts, ends }) => `${model} ${starts.slice(11, 16)} to ${ends.slice(11, 16)}`,
  );
  svg.setAttribute('aria-label', `Overloads of the day: ${spoken.join('; ') || 'none'}`);
};
