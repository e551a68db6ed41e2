import { faultNames } from '../faults/fault.ts';
import { pageStyle } from '../page-style.ts';
import { ask } from './ask.ts';
import { drawDay } from './draw-day.ts';
import { find } from './find.ts';
import { makeCard } from './make-card.ts';
import { orderOf } from './order-of.ts';
import { runPanel } from './panel-client.ts';
import { showRequests } from './show-requests.ts';
import { showState } from './show-state.ts';

const style = `
${pageStyle}
main { max-width: 60rem; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .6rem 0; }
.model .bar:last-child { margin-bottom: 0; }
#time { font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; margin: 0; }
#models { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .8rem; padding: 0; margin: .6rem 0; list-style: none; }
.model { border: 1px solid var(--line); border-left: 5px solid var(--series-3); border-radius: 6px; background: var(--panel); padding: .7rem .8rem; }
.model[data-state=unknown] { border-left-color: var(--muted); }
.model[data-state=overloaded] { border-left-color: var(--failed); }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
.state { margin: .1rem 0 .4rem; min-height: 1.5em; }
.scripted { color: var(--muted-text); font-size: .85rem; }
button, select { font: inherit; font-size: .9rem; color: var(--text); background: var(--page); border: 1px solid var(--muted); border-radius: 6px; padding: .3rem .6rem; min-height: 2.2rem; }
button { cursor: pointer; }
button:hover { border-color: var(--series-1); }
button[aria-disabled=true] { opacity: .6; border-color: var(--line); cursor: default; }
#message { position: sticky; top: 0; z-index: 1; min-height: 2.3rem; margin: .6rem 0; padding: .35rem .8rem; overflow-wrap: anywhere; font-weight: 500; background: var(--panel); border: 1px solid var(--line); border-left: 5px solid var(--series-1); border-radius: 6px; }
#message.trouble { border-left-color: var(--failed); }
#message + h2 { margin-top: 1rem; }
#message:empty { background: none; border-color: transparent; }
html { scroll-padding-top: 5rem; }
[data-lost] #time { color: var(--muted-text); }
[data-lost] #day { filter: grayscale(1); }
p:empty { margin: 0; }
#day { width: 100%; height: auto; display: block; }
#day:empty { display: none; }
#day text { font-size: 13px; fill: currentColor; }
#day .hour { stroke: var(--line); }
#day .quiet { stroke: var(--healthy); stroke-width: 6; }
#day .overload { fill: var(--failed); }
#day .vendor { fill: var(--series-4); }
#day .outage { fill: var(--recovering); }
#day #now { stroke: var(--text); stroke-width: 2; }
td, th { text-align: left; }
td:nth-child(2) { overflow-wrap: anywhere; }
td:last-child { white-space: nowrap; }
th:first-child { font-weight: 600; }
`;

const swatch = (colour: string, name: string): string =>
  `<li><span class="swatch" style="background:var(${colour})"></span>${name}</li>`;

/** The control panel: one page without anything from elsewhere. */
export function panelPage(): string {
  const answers = ['503', '429', '500', '400', ...Object.keys(faultNames)];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>failsoft simulator</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>Simulated upstream</h1>
<p id="time">…</p>
<p class="facts" id="facts"></p>
<div class="bar" role="group" aria-label="Time">
<button type="button" data-act="advance" data-advance="600000">Ten minutes on</button>
<button type="button" data-act="advance" data-advance="3600000">An hour on</button>
<label id="pace">Speed <select id="speed"><option>1</option><option>10</option><option>60</option><option>600</option><option>3600</option></select></label>
</div>
<div class="bar" id="all" role="group" aria-label="All models">
<button type="button" data-act="outage" data-minutes="30">All out for 30 min</button>
<button type="button" data-act="recover" aria-disabled="true">Cancel all orders</button>
<button type="button" data-act="reset">Forget everything</button>
</div>
<p id="message" role="status"></p>
<h2>Models</h2>
<ul id="models"></ul>
<h2>The day in Beijing</h2>
<ul class="legend">${swatch('--failed', 'overload')}${swatch('--series-4', 'outage of the vendor')}${swatch('--recovering', 'ordered outage')}</ul>
<p id="no-day"></p>
<div><svg id="day" role="img" aria-label="Overloads and outages of the day"></svg></div>
<h2>Last requests</h2>
<p id="no-requests"></p>
<div class="scroll" role="region" aria-label="Last requests" tabindex="0"><table>
<thead><tr><th scope="col">time</th><th scope="col">model</th><th scope="col">answer</th><th scope="col">after</th></tr></thead>
<tbody id="requests"></tbody>
</table></div>
</main>
<template id="card"><li class="model">
<h3></h3>
<p class="state"></p>
<div class="bar">
<button type="button" data-act="outage" data-minutes="5">Out for 5 min</button>
<button type="button" data-act="outage" data-minutes="30">Out for 30 min</button>
</div>
<div class="bar">
<select>${answers.map((name) => `<option>${name}</option>`).join('')}</select>
<button type="button" data-act="next">As next answer</button>
</div>
<div class="bar">
<button type="button" data-act="recover">Cancel orders</button>
<span class="scripted"></span>
</div>
</li></template>
<script>${script()}</script>
</body>
</html>
`;
}

/** The functions as text. A part is handed over by its name, so that bundlers may rename what they like. */
function script(): string {
  const parts = { find, ask, orderOf, makeCard, showState, drawDay, showRequests };
  const texts = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`);
  return `(${runPanel.toString()})({ ${texts.join(', ')} })`;
}
