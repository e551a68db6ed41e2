/** The look of the pages: follows the reader's choice of light or dark, and the width of the window. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --muted: #6e7781; --muted-text: #59636e; --line: #d0d7de; --page: #ffffff; --panel: #f6f8fa;
  --failed: #c0392b; --healthy: #b7dfc3; --open: #7a3fa8; --recovering: #d4a017;
  --series-1: #2a78c8; --series-2: #e69f00; --series-3: #009e73; --series-4: #8e5bb5;
  --series-5: #b5651d; --series-6: #3fa7c4; --series-7: #9a8c2b; --series-8: #d8679f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --muted: #8d96a0; --muted-text: #9198a1; --line: #30363d; --page: #0d1117; --panel: #161b22;
    --failed: #f0645a; --healthy: #2b5a3c; --open: #b98ae0; --recovering: #e3b341;
    --series-1: #58a6ff; --series-2: #f0b429; --series-3: #3fb68b; --series-4: #b98ae0;
    --series-5: #d98e4a; --series-6: #67c7e2; --series-7: #c9ba52; --series-8: #ee8fbe;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; }
p { margin: .3rem 0 .8rem; }
.verdict { font-size: 1.1rem; border-left: 4px solid var(--series-1); padding: .3rem 0 .3rem .9rem; }
.facts, figcaption { color: var(--muted-text); font-size: .9rem; }
figure { margin: 0; }
.scroll { overflow-x: auto; }
figure svg { width: 100%; height: auto; display: block; }
figure svg.narrow { display: none; }
svg { --plot-background: var(--page); color: var(--text); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: .2rem 0 .4rem; padding: 0; font-size: .85rem; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; }
table { border-collapse: collapse; width: 100%; min-width: 34rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
th:first-child { text-align: left; font-weight: 500; }
tbody small { display: block; color: var(--muted-text); font-weight: 400; }
thead th { font-weight: 600; }
@media (max-width: 34rem) {
  table { min-width: 0; font-size: .78rem; }
  th, td { padding: .3rem .2rem; }
  .numbers { table-layout: fixed; }
  .numbers td { white-space: nowrap; }
  .numbers thead td { width: 30%; }
  .numbers thead th { font-size: .7rem; hyphens: auto; }
  figure svg.wide { display: none; }
  figure svg.narrow { display: block; }
}
:focus-visible { outline: 3px solid var(--series-1); outline-offset: 2px; }
`;
