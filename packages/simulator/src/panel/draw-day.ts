import type { PanelParts } from './panel-types.ts';

/**
 * A row for each model: its episodes on the hours of the day, and the moment of now. Runs in the browser. Drawn in the
 * page's own pixels, so that its text is as large as any; where there is little room the names stand above their rows.
 */
export const drawDay: PanelParts['drawDay'] = (svg, { time, models }, episodes) => {
  const dayMs = 86_400_000;
  const midnight = Date.parse(`${time.slice(0, 10)}T00:00:00+08:00`);
  const whole = svg.parentElement?.clientWidth || 800;
  const isNarrow = whole < 560;
  const [left, right, rowHeight] = isNarrow ? [20, 20, 38] : [206, 22, 26];
  const width = whole - left - right;
  // The middle of a row, from its top.
  const middle = isNarrow ? 27 : 13;
  const height = models.length * rowHeight + 26;
  const xOf = (at: number): number => left + width * Math.min(1, Math.max(0, (at - midnight) / dayMs));
  const add = (name: string, attributes: Record<string, string | number>, text = ''): Element => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    svg.append(element);
    return element;
  };
  const widthOf = (text: Element): number =>
    text instanceof SVGTextContentElement ? text.getComputedTextLength() : 0;
  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${whole} ${height}`);
  for (let hour = 0; hour <= 24; hour += isNarrow ? 6 : 3) {
    const x = left + (width / 24) * hour;
    add('line', { x1: x, x2: x, y1: 0, y2: height - 20, class: 'hour' });
    add('text', { x, y: height - 5, 'text-anchor': 'middle' }, `${String(hour).padStart(2, '0')}:00`);
  }
  // What was ordered lies above what it covers.
  const isOrdered = ({ kind }: { kind: string }): number => Number(kind === 'outage');
  const upwards = [...episodes].sort((one, other) => isOrdered(one) - isOrdered(other));
  for (const [row, { name }] of models.entries()) {
    const y = row * rowHeight;
    const at = isNarrow ? { x: left, y: y + 14 } : { x: left - 8, y: y + 17, 'text-anchor': 'end' };
    const label = add('text', at, name);
    const room = isNarrow ? width : left - 16;
    for (let letters = name.length - 1; letters > 0 && widthOf(label) > room; letters -= 1)
      label.textContent = `${name.slice(0, letters)}…`;
    add('line', { x1: left, x2: left + width, y1: y + middle, y2: y + middle, class: 'quiet' });
    for (const { model, kind, startsAt, endsAt } of upwards) {
      if (model !== name) continue;
      const [x, end] = [xOf(startsAt), xOf(endsAt)];
      add('rect', { x, y: y + middle - 8, width: Math.max(1, end - x), height: 16, class: kind });
    }
  }
  const now = xOf(Date.parse(time));
  add('line', { id: 'now', x1: now, x2: now, y1: 0, y2: height - 20 });
  const spoken = episodes.map(
    ({ model, kind, starts, ends }) => `${model}: ${kind} ${starts.slice(11, 16)} to ${ends.slice(11, 16)}`,
  );
  svg.setAttribute('aria-label', `Overloads and outages of the day: ${spoken.join('; ') || 'none'}`);
};
