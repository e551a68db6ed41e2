import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as installed from '@failsoft/core';
import { provenance } from '../provenance.ts';
import type { Policy } from './arena.ts';
import { cellsOf } from './cells.ts';
import { articleBreaker } from './policies/article-breaker.ts';
import { failsoft } from './policies/failsoft.ts';
import { correctBreaker, envoyLike, liteLlmLike, portkeyLike } from './policies/gateways.ts';
import { articleLoop, noFailover, saneLoop } from './policies/loops.ts';
import { cellTable, summary } from './report.ts';
import { runCell, type CellResult } from './run-cell.ts';

const usage = `How good is failover? Policies in simulated days, beside one who knows every model's state.

  --seed N          [20260219]
  --cells LIST      names such as full@1,iid@.01; nine, or all with full@100 and hangs [nine]
  --scale X         fraction of the days [1]
  --policies LIST   failsoft, documented, none, loop, sane, article, correct, litellm, portkey, envoy [all]
  --options JSON    of createFailover, for the policy failsoft
  --core PATH       the index.ts of another build of core, for the policy failsoft
  --learn           failsoft is not told the medians
  --parts           print where the excess comes from
  --json            results as JSON on stdout
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20260219' },
    cells: { type: 'string', default: 'nine' },
    scale: { type: 'string', default: '1' },
    policies: { type: 'string' },
    options: { type: 'string', default: '{}' },
    core: { type: 'string' },
    learn: { type: 'boolean', default: false },
    parts: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

// Millions of simulated errors: nobody reads their stacks.
Error.stackTraceLimit = 0;

async function policiesOf(names: string | undefined): Promise<Policy[]> {
  // Another build of core has the same exports as the installed one.
  const core =
    values.core === undefined
      ? installed
      : ((await import(pathToFileURL(values.core).href)) as typeof installed);
  const known: Record<string, Policy> = {
    none: noFailover,
    loop: articleLoop,
    sane: saneLoop,
    article: articleBreaker,
    correct: correctBreaker,
    litellm: liteLlmLike,
    portkey: portkeyLike,
    envoy: envoyLike,
    documented: failsoft('failsoft documented', installed.createFailover, { breaker: 'documented' }),
    failsoft: failsoft('failsoft', core.createFailover, JSON.parse(values.options), !values.learn),
  };
  return (names ?? Object.keys(known).join(',')).split(',').map((name) => {
    const policy = known[name];
    if (policy === undefined) throw new Error(`There is no policy ${name}: ${Object.keys(known).join(' ')}.`);
    return policy;
  });
}

function run(policies: readonly Policy[]): void {
  const results: CellResult[] = [];
  const settings = { seed: Number(values.seed), scale: Number(values.scale) };
  for (const cell of cellsOf(values.cells)) {
    const startedAt = performance.now();
    const found = runCell(cell, policies, settings, (policy, share) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r${cell.name} ${policy} ${(100 * share).toFixed(0)} %  `);
    });
    results.push(...found);
    const took = ((performance.now() - startedAt) / 1_000).toFixed(1);
    process.stderr.write(`\r${cell.name}: ${found[0]?.score.requests ?? 0} requests, ${took} s\n`);
    if (!values.json) console.log(`\n${cell.name}\n${cellTable(found, values.parts)}`);
  }
  if (values.json) console.log(JSON.stringify({ ...provenance(), results }, null, 2));
  else console.log(`\n${summary(results)}`);
}

if (values.help) console.log(usage);
else {
  const policies = await policiesOf(values.policies);
  // From a macrotask: microtasks cannot be drained from within one.
  setImmediate(() => run(policies));
}
