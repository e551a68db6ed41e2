/**
 * Runs the sentences of packages/adapter-kit on every framework and writes what came of it to docs/conformance.md.
 *
 *   node scripts/conformance.ts           writes the page
 *   node scripts/conformance.ts --check   fails when the page says something else
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimes } from '../tests/runtimes/runtime.ts';
import { sentences as runtimeSentences } from '../tests/runtimes/sentences.ts';

interface Outcome {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

const page = new URL('../docs/conformance.md', import.meta.url);
const frameworks = ['express 4', 'express 5', 'koa 2', 'koa 3', 'hono on node-server', 'hono app.request'];

/** What has been seen to break proxies; numbers are those in the sentences' titles. */
const traps: readonly (readonly [id: string, what: string])[] = [
  ['1a', 'a body already parsed'],
  ['1b', 'bytes kept as `rawBody`'],
  ['1c', '`req.body` that proves nothing'],
  ['2', 'a form already consumed'],
  ['3', 'limits of body parsers'],
  ['4', 'replay to a second upstream'],
  ['5', 'the client goes'],
  ['6', 'HTTP/2'],
  ['7a', 'a body that dies in the middle'],
  ['7b', 'the same beyond the bound'],
  ['7c', 'a stream that dies in the middle'],
  ['8', 'too late for another head'],
  ['9', 'errors of asynchronous code'],
  ['10', 'error paths that delete headers'],
  ['11', 'headers set too early'],
  ['12', 'cookies joined by a comma'],
  ['13', 'an encoding that fetch has undone'],
  ['14', 'hop-by-hop headers'],
  ['15', 'credentials for third parties'],
  ['16', 'HEAD, OPTIONS, no body'],
  ['17', 'headers that browsers hide'],
  ['18', 'buffers in front of a stream'],
  ['19', 'back-pressure and leaks'],
  ['20', 'mount paths'],
  ['21', 'Host'],
  ['22', 'several chains'],
  ['23', 'Requests of another fetch'],
  ['25', 'timeouts'],
  ['26', 'retries times failover'],
];

/** What a ✓ of these frameworks takes, beside the framework itself. */
const provisos: readonly { readonly framework: RegExp; readonly trap: string; readonly note: string }[] = [
  {
    framework: /^express/,
    trap: '6',
    note: "Express puts the prototypes of `node:http` under every request and answer, which breaks those of `node:http2`: an app alone answers no HTTP/2 request. Seen to be true with its methods on top of HTTP/2's prototypes, as the bridges for it do (`bridgeToHttp2` in `packages/express/src/express.test.ts`). More common is a proxy in front that speaks HTTP/2 to clients and HTTP/1.1 to the app.",
  },
];

const outcomes = run();
const text = `${render(outcomes)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== text)
    fail('docs/conformance.md has drifted: node scripts/conformance.ts');
} else {
  writeFileSync(page, text);
}

function run(): readonly Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const file = join(folder, 'outcomes.json');
    const paths = ['packages/express', 'packages/koa', 'packages/hono'];
    spawnSync('vitest', ['run', ...paths, '--reporter=json', `--outputFile=${file}`], {
      stdio: 'ignore',
      shell: false,
    });
    // What vitest's JSON reporter writes.
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      testResults: readonly { assertionResults: readonly Outcome[] }[];
    };
    const found = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    // The files end in any order; the page must not.
    return found.sort((a, b) => orderOf(a) - orderOf(b));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function orderOf({ ancestorTitles: [framework = ''] }: Outcome): number {
  const place = frameworks.indexOf(framework);
  return place < 0 ? frameworks.length : place;
}

function render(all: readonly Outcome[]): string {
  const failed = all.filter(({ status }) => status !== 'passed');
  if (failed.length > 0)
    fail(
      `not true: ${failed.map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(' > ')).join('\n')}`,
    );
  const sentences = new Map<string, Set<string>>();
  for (const { ancestorTitles, title } of all) {
    const [framework = ''] = ancestorTitles;
    if (!frameworks.includes(framework)) continue;
    const seen = sentences.get(title) ?? new Set();
    sentences.set(title, seen.add(framework));
  }
  const rows = traps.flatMap(([id, what]) => {
    const told = [...sentences].filter(([title]) => idsOf(title).includes(id));
    if (told.length === 0) fail(`no sentence tells of trap ${id}`);
    return told.map(([title, where], index) =>
      row([index === 0 ? id : '', index === 0 ? what : '', plain(title), ...marks(where, id)]),
    );
  });
  const served = runtimes.map(({ install }) => `\`${install}\``).join(', ');
  const others = [...sentences].filter(([title]) => idsOf(title).length === 0);
  return `# Conformance

Every sentence below is a test of \`packages/adapter-kit\`, run against a real app of each framework and a real upstream on sockets. This page is written from the outcomes by \`node scripts/conformance.ts\` and checked by \`pnpm check\`. ✓: seen to be true. –: the framework has no such thing: Hono's requests are the web's own, which no parser takes away and which need no \`AsyncLocalStorage\` of ours; \`app.request\` has no socket.

${all.length} tests; ${sentences.size} sentences.

## What has been seen to break proxies

${row(['', 'trap', 'sentence', ...frameworks])}
${row(['---', '---', '---', ...frameworks.map(() => '---')])}
${rows.join('\n')}

${provisos.map(({ note }, index) => `(${index + 1}) ${note}`).join('\n')}

## Other runtimes

\`tests/runtimes\` serves one Hono app, installed from the packed packages, by ${served}, and \`pnpm check\` asks it over HTTP (trap 24). True on each of them:

${Object.keys(runtimeSentences)
  .map((sentence) => `- ${sentence}`)
  .join('\n')}

\`@failsoft/core\` imports no module of Node's, outside \`@failsoft/core/node\`; a lint rule and a type check without Node's types keep it so. [What each runtime needs](runtimes.md).

## Everything else

${row(['sentence', ...frameworks])}
${row(['---', ...frameworks.map(() => '---')])}
${others.map(([title, where]) => row([plain(title), ...marks(where)])).join('\n')}`;
}

function idsOf(title: string): readonly string[] {
  return /\[([\d a-c,]+)\]$/.exec(title)?.[1]?.split(', ') ?? [];
}

function plain(title: string): string {
  return title.replace(/ \[[\d a-c,]+\]$/, '').replaceAll('|', '\\|');
}

function marks(where: ReadonlySet<string>, id?: string): readonly string[] {
  return frameworks.map((framework) => {
    if (!where.has(framework)) return '–';
    const at = provisos.findIndex(({ framework: whose, trap }) => trap === id && whose.test(framework));
    return at === -1 ? '✓' : `✓ (${at + 1})`;
  });
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
