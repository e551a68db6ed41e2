// So many colours are told apart. The page defines them.
const COLOURS = 8;
const WIDTH = 8;

/** How the models of a chain are told apart, any number of them: the ninth has the first's colour, in stripes. */
export function seriesFill(index: number): string {
  return index < COLOURS ? colourOf(index) : `url(#${idOf(index)})`;
}

/** The stripes that the fills of so many models refer to. */
export function stripesFor(models: number): string {
  const striped = Array.from({ length: Math.max(0, models - COLOURS) }, (_, extra) => extra + COLOURS);
  return striped.length === 0 ? '' : `<defs>${striped.map(stripesOf).join('')}</defs>`;
}

function stripesOf(index: number): string {
  const round = Math.floor(index / COLOURS);
  // Light ones, dark ones, then wider ones. The colour shines through: a sliver of it is seen too.
  const over = round % 2 === 1 ? 'var(--page)' : 'var(--text)';
  const thick = 1 + Math.ceil(round / 2);
  const stripe = (fill: string, height: number, opacity = ''): string =>
    `<rect width="${WIDTH}" height="${height}" fill="${fill}"${opacity}/>`;
  return `<pattern id="${idOf(index)}" patternUnits="userSpaceOnUse" width="${WIDTH}" height="${2 * thick}">${stripe(colourOf(index), 2 * thick)}${stripe(over, thick, ' fill-opacity=".7"')}</pattern>`;
}

const idOf = (index: number): string => `series-${index + 1}`;
const colourOf = (index: number): string => `var(--series-${(index % COLOURS) + 1})`;
