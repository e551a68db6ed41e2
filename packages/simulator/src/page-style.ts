/** The look of the pages: follows the reader's choice of light or dark, and the width of the window. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --muted: #6e7781; --muted-text: #59636e; --line: #d0d7de; --page: #ffffff; --panel: #f6f8fa;
  --failed: #c0392b; --healthy: #b7dfc3; --open: #7a3fa8; --recovering: #b07d00;
  --series-1: #2a78c8; --series-2: #c98500; --series-3: #0a8a62; --series-4: #74409a;
  --series-5: #6b3410; --series-6: #1a9fae; --series-7: #7d8a1a; --series-8: #e0569a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --muted: #8d96a0; --muted-text: #9198a1; --line: #30363d; --page: #0d1117; --panel: #161b22;
    --failed: #f0645a; --healthy: #2b5a3c; --open: #b98ae0; --recovering: #e3b341;
    --series-1: #4f96ee; --series-2: #eaa824; --series-3: #2bb48a; --series-4: #a35cc4;
    --series-5: #a9713a; --series-6: #a9dcf5; --series-7: #e9ee7c; --series-8: #f59fd6;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; }
p { margin: .3rem 0 .8rem; }
.facts { color: var(--muted-text); font-size: .9rem; }
.scroll { overflow-x: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: .2rem 0 .4rem; padding: 0; font-size: .85rem; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; }
table { border-collapse: collapse; width: 100%; min-width: 34rem; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
th:first-child { text-align: left; font-weight: 500; }
thead th { font-weight: 600; }
@media (max-width: 34rem) {
  table { min-width: 0; font-size: .78rem; }
  th, td { padding: .3rem .2rem; }
}
:focus-visible { outline: 3px solid var(--series-1); outline-offset: 2px; }
`;
