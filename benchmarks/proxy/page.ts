import manifest from '../package.json' with { type: 'json' };
import { provenance } from '../provenance.ts';

/** The page of docs/ that holds the tables of one run. */
export function page(tables: readonly string[]): string {
  const { command, node, machine, madeOn } = provenance();
  const versions = ['@portkey-ai/gateway', 'http-proxy-middleware', 'express']
    // The catalog of the workspace has the version of what is not pinned here.
    .flatMap((name) => Object.entries(manifest.dependencies).filter(([known]) => known === name))
    .map(([name, version]) => (version === 'catalog:' ? name : `${name} ${version}`));
  return `# What the gateway costs

<!-- Written by benchmarks/proxy/main.ts. Do not edit: run it again. -->

CPU time per request of a whole process, ours in Express 5, beside a bare proxy of \`node:http\` and the global \`fetch\` that looks at nothing, and beside others. *One hop*: the first model answers 503, the second one answers; the bare proxy makes one healthy call. *With authorize*: ours asks a guard first and makes a \`Request\` for it; the others, and ours in the other rows, let everybody in. All in turns in one run, the least of the passes each: it takes some ten thousand requests until an engine has compiled what they run. *First byte* is the median of single requests.

${tables.join('\n')}

\`${command}\`, ${node}, ${machine}, ${madeOn}; ${versions.join(', ')}. The machine was shared: look at the ratios.

The transport is one function: with \`fetch: nodeFetch\` of \`@failsoft/core/node\` the upstream is asked over \`node:http\`. The global \`fetch\` alone is most of what a small request costs, and a hop is two of them.
`;
}
