import express from 'express/package.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import { provenance } from '../provenance.ts';

/** The page of docs/ that holds the tables of one run. */
export function page(tables: readonly string[]): string {
  const { command, node, machine, madeOn } = provenance();
  const pinned = (['@portkey-ai/gateway', 'http-proxy-middleware'] as const).map(
    (name) => `${name} ${manifest.dependencies[name]}`,
  );
  // The workspace says which express, not this manifest.
  const versions = [...pinned, `express ${express.version}`];
  return `# What the gateway costs

<!-- Written by benchmarks/proxy/main.ts. Do not edit: run it again. -->

CPU time per request of a whole process, ours in Express 5, beside a bare proxy of \`node:http\` and the global \`fetch\` that looks at nothing, and beside others. *One hop*: the first model answers 503, the second one answers; the bare proxy makes one healthy call. *With authorize*: ours asks a guard first and makes a \`Request\` for it; the others, and ours in the other rows, let everybody in. All in turns in one run, warmed up with five passes, because an engine compiles what is called some ten thousand times: the CPU time is the median of the passes behind that, a ratio the median of the ratios within a pass. *First byte* is the median of single requests.

${tables.join('\n')}

\`${command}\`, ${node}, ${machine}, ${madeOn}; ${versions.join(', ')}. The machine was shared: look at the ratios.

The transport is one function: with \`fetch: nodeFetch\` of \`@failsoft/core/node\` the upstream is asked over \`node:http\`. The global \`fetch\` alone is most of what a small request costs, and a hop is two of them.
`;
}
