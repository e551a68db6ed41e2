import { DAY_MS, formatBeijing, MINUTE_MS } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import { fromTo, type Paint } from './format.ts';

const CELLS = 48;
const CELL_MS = DAY_MS / CELLS;
const HOURS = Array.from({ length: 8 }, (_, i) => String(i * 3).padEnd(6)).join('');

/** One Beijing day as text: a row of half hours for each model that is overloaded at all, then each overload. */
export function drawDay(midnight: number, episodes: readonly Episode[], paint: Paint): string {
  const date = formatBeijing(midnight).slice(0, 10);
  const today = episodes.filter(({ startsAt, endsAt }) => startsAt < midnight + DAY_MS && endsAt > midnight);
  if (today.length === 0) return `${paint('bold', date)}  no overload`;

  const byModel = Map.groupBy(today, (episode) => episode.model);
  const width = Math.max(...[...byModel.keys()].map((model) => model.length));
  const rows = [...byModel].map(
    ([model, own]) =>
      `${model.padEnd(width)}  ${Array.from({ length: CELLS }, (_, i) => drawCell(midnight + i * CELL_MS, own, paint)).join('')}`,
  );
  const list = today.map((episode) => {
    const minutes = Math.round((episode.endsAt - episode.startsAt) / MINUTE_MS);
    return `${episode.model.padEnd(width)}  ${fromTo(episode)}  ${String(minutes).padStart(3)} min`;
  });
  return [paint('bold', date.padEnd(width)) + `  ${HOURS}`.trimEnd(), ...rows, '', ...list].join('\n');
}

/** `█` for half an hour that is mostly overloaded, `▄` for one that is partly, `·` for a quiet one. */
function drawCell(from: number, episodes: readonly Episode[], paint: Paint): string {
  const to = from + CELL_MS;
  const overloadedMs = episodes.reduce(
    (sum, { startsAt, endsAt }) => sum + Math.max(0, Math.min(endsAt, to) - Math.max(startsAt, from)),
    0,
  );
  if (overloadedMs === 0) return paint('dim', '·');
  return paint('red', overloadedMs >= CELL_MS / 2 ? '█' : '▄');
}
