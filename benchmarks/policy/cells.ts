import type { WorldKind } from './world/world.ts';

/** One world at one load, for so many days. */
export interface Cell {
  readonly name: string;
  readonly world: WorldKind;
  readonly rps: number;
  readonly days: number;
}

const cell = (world: WorldKind, rps: number, days: number): Cell => ({
  name: `${world}@${String(rps).replace(/^0/, '')}`,
  world,
  rps,
  days,
});

/** The nine that are judged. */
export const nineCells: readonly Cell[] = [
  cell('full', 1, 10),
  cell('partial', 1, 10),
  cell('iid', 1, 10),
  cell('fullSlow', 1, 10),
  cell('short', 1, 10),
  cell('full', 0.01, 200),
  cell('iid', 0.01, 200),
  cell('full', 0.1, 60),
  cell('full', 10, 2),
];

/** Beside them. */
const furtherCells: readonly Cell[] = [cell('full', 100, 1), cell('hangs', 1, 10), cell('hangs', 0.05, 60)];

/** @returns the cells of names such as `full@1,iid@0.01`; the nine for `nine`, all twelve for `all`. */
export function cellsOf(text: string): readonly Cell[] {
  const all = [...nineCells, ...furtherCells];
  return text.split(',').flatMap((name) => {
    if (name === 'nine') return nineCells;
    if (name === 'all') return all;
    const found = all.find((one) => one.name === name.replace('@0.', '@.'));
    if (found === undefined)
      throw new Error(`There is no cell ${name}: ${all.map((one) => one.name).join(' ')}.`);
    return found;
  });
}
