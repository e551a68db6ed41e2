import { pageStyle } from '../page-style.ts';
import { widths } from './draw-rows.ts';

/** Of the page, on both sides together. */
const PADDING = 32;

/** The widest picture that the window has room for is shown, and no other. */
const shownWhereItFits = widths.map(
  (width) =>
    `@media (min-width: ${width + PADDING}px) { .picture { display: none; } .w${width} { display: block; } }`,
);

/** The look of a report. Where there is little room the numbers of a row stand below its name. */
export const reportStyle: string = `
${pageStyle}
:root { --closed: #3d9a5f; }
.verdict { font-size: 1.1rem; border-left: 4px solid var(--series-1); padding: .3rem 0 .3rem .9rem; }
p, li { overflow-wrap: anywhere; }
figure { margin: 0; }
figcaption { color: var(--muted-text); font-size: .9rem; }
.picture { display: none; color: var(--text); margin-bottom: .3rem; }
${shownWhereItFits.join('\n')}
.definitions { position: absolute; }
figure li { display: flex; }
svg.swatch { flex: none; height: .8em; margin-top: .35em; }
.numbers { min-width: 0; table-layout: fixed; font-size: 1rem; }
.numbers thead { position: sticky; top: 0; background: var(--page); }
.numbers th, .numbers td { text-align: right; }
.numbers th[scope=row] { text-align: left; font-weight: 500; padding-left: 0; }
.numbers td:first-child { width: 42%; }
.numbers small { display: block; color: var(--muted-text); font-weight: 400; }
@media (max-width: 44rem) {
  .numbers tr { display: grid; grid-template-columns: 1.25fr 1.05fr 1fr; column-gap: .4rem; border-bottom: 1px solid var(--line); }
  .numbers th, .numbers td { border: 0; padding: .3rem 0; }
  .numbers th[scope=row] { grid-column: 1 / -1; padding-bottom: 0; }
  .numbers thead th { font-size: .85rem; }
  .numbers td:first-child { display: none; }
}
`;
