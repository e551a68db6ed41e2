/**
 * What a gateway costs, side by side in one run: CPU per request of a bare proxy over fetch,
 * http-proxy-middleware, failsoft in Express 5 with the global fetch (with and without a guard) and with `nodeFetch`, and Portkey.
 *
 *   node benchmarks/proxy/main.ts [--passes 11] [--scale 1] [--only 'one hop'] [--page docs/proxy-cost.md]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { load, unread, type Ask } from './load.ts';
import { page } from './page.ts';
import { start, startPortkey, type Subject } from './subject.ts';

const { values } = parseArgs({
  options: {
    passes: { type: 'string', default: '11' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    page: { type: 'string' },
  },
});
const [passes, scale] = [Number(values.passes), Number(values.scale)];
/** How many passes go before those that count. */
const warmUps = 5;
const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  console.log(line);
};

const prompt = 'a poster '.repeat(30);
const image = (model: string): string => JSON.stringify({ model, prompt });
const upstream = await start('upstream', 'upstream.ts');
const UPSTREAM = `${upstream.url}/v1`;
const bare = await start('bare fetch proxy', 'subjects/bare.ts', { UPSTREAM });
const failsoft = await start('failsoft', 'subjects/failsoft.ts', { UPSTREAM });
const guarded = await start('failsoft with authorize', 'subjects/failsoft.ts', { UPSTREAM, GUARD: '1' });
const overNode = await start('failsoft over nodeFetch', 'subjects/failsoft.ts', {
  UPSTREAM,
  TRANSPORT: 'node',
});
const hpm = await start('http-proxy-middleware', 'subjects/http-proxy-middleware.ts', { UPSTREAM });
const portkey = await startPortkey();

const target = (model: string): object => ({
  provider: 'openai',
  api_key: 'key',
  custom_host: UPSTREAM,
  override_params: { model },
});
const portkeyHeaders = (...models: string[]): Record<string, string> => ({
  'x-portkey-config': JSON.stringify({ strategy: { mode: 'fallback' }, targets: models.map(target) }),
});

interface Workload {
  readonly name: string;
  readonly count: number;
  readonly concurrency: number;
  readonly subjects: readonly (readonly [Subject, Ask])[];
}

const generations = '/v1/images/generations';
const chat = '/v1/chat/completions';
const streamed = JSON.stringify({
  model: 'stream',
  messages: [{ role: 'user', content: prompt }],
  stream: true,
});
const ask = (body: string, headers: Record<string, string> = {}, path = generations): Ask => ({
  path,
  body,
  headers,
});
const narrow = (models: string): Record<string, string> => ({ 'x-fallback-models': models });
const workloads: readonly Workload[] = [
  {
    name: 'healthy, 2 KB',
    count: 3_000,
    concurrency: 16,
    subjects: [
      [bare, ask(image('small'))],
      [hpm, ask(image('small'))],
      [failsoft, ask(image('small'))],
      [guarded, ask(image('small'))],
      [overNode, ask(image('small'))],
      [portkey, ask(image('small'), portkeyHeaders('small'))],
    ],
  },
  {
    name: 'one hop, 2 KB',
    count: 2_000,
    concurrency: 16,
    subjects: [
      [bare, ask(image('small'))],
      [failsoft, ask(image('dead'), narrow('small'))],
      [guarded, ask(image('dead'), narrow('small'))],
      [overNode, ask(image('dead'), narrow('small'))],
      [portkey, ask(image('dead'), portkeyHeaders('dead', 'small'))],
    ],
  },
  {
    name: 'healthy, 4 MB',
    count: 150,
    concurrency: 4,
    subjects: [
      [bare, ask(image('large'))],
      [hpm, ask(image('large'))],
      [failsoft, ask(image('large'))],
      [overNode, ask(image('large'))],
    ],
  },
  {
    name: 'stream, 50 events',
    count: 1_000,
    concurrency: 8,
    subjects: [
      [bare, ask(streamed, {}, chat)],
      [hpm, ask(streamed, {}, chat)],
      [failsoft, ask(streamed, {}, chat)],
      [overNode, ask(streamed, {}, chat)],
      [portkey, ask(streamed, portkeyHeaders('stream'), chat)],
    ],
  },
];

try {
  say('| workload | subject | CPU us/request | x bare | x Portkey | first byte, ms |');
  say('| --- | --- | --: | --: | --: | --: |');
  for (const workload of workloads) if (workload.name.includes(values.only)) await compare(workload);
  if (values.only === '') await slowReaders();
  if (values.page !== undefined) writeFileSync(values.page, page(lines));
} finally {
  for (const subject of [bare, failsoft, guarded, overNode, hpm, portkey, upstream]) subject.stop();
}

/**
 * In turns, so that what else the machine does hits all alike: a ratio is the median of those of the passes. Warmed up
 * before that, because an engine compiles what is called some ten thousand times.
 */
async function compare({ name, count, concurrency, subjects }: Workload): Promise<void> {
  const costs = new Map<Subject, number[]>(subjects.map(([subject]) => [subject, []]));
  const first = new Map<Subject, number>();
  const turns = Math.max(1, Math.round(count * scale));
  for (const [subject, asked] of subjects) await load(subject.url, asked, turns * warmUps, concurrency);
  for (let pass = 0; pass < passes; pass++) {
    for (const [subject, asked] of subjects) {
      const before = await subject.meter();
      await load(subject.url, asked, turns, concurrency);
      const after = await subject.meter();
      costs.get(subject)?.push((after.cpu - before.cpu) / turns);
    }
  }
  for (const [subject, asked] of subjects) {
    const times = await load(subject.url, asked, Math.min(turns, 200), 1);
    first.set(subject, median(times));
  }
  for (const [subject] of subjects) {
    const cost = costs.get(subject) ?? [];
    const times = (other: Subject): string => {
      const others = costs.get(other);
      return others === undefined
        ? '-'
        : median(cost.map((each, pass) => each / (others[pass] ?? NaN))).toFixed(2);
    };
    say(
      `| ${name} | ${subject.name} | ${median(cost).toFixed(0)} | ${times(bare)} | ${times(portkey)} | ${(first.get(subject) ?? NaN).toFixed(2)} |`,
    );
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** Sixteen clients that do not read pictures of 20 MB: what the process grows by, against the bytes in flight. */
async function slowReaders(): Promise<void> {
  const inFlight = 16 * 20_000_000;
  say('');
  say('| 16 unread answers of 20 MB | growth of RSS, MB | x bytes in flight |');
  say('| --- | --: | --: |');
  for (const subject of [bare, failsoft, overNode]) {
    const before = (await subject.meter()).rss;
    const close = unread(subject.url, ask(image('huge')), 16);
    let most = 0;
    for (let turn = 0; turn < 40; turn++) {
      await wait(100);
      most = Math.max(most, (await subject.meter()).rss - before);
    }
    close();
    say(`| ${subject.name} | ${(most / 1e6).toFixed(0)} | ${(most / inFlight).toFixed(2)} |`);
  }
}
