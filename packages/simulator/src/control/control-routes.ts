import type { Clock } from '@failsoft/core';
import { checkNames } from '../check-object.ts';
import { formatBeijing } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { faultNames } from '../faults/fault.ts';
import type { NextAnswer } from '../faults/next-answer.ts';
import { recordedAnswersById } from '../faults/recorded-answer.ts';
import { panelPage } from '../panel/panel-page.ts';
import type { Simulator } from '../simulator.ts';
import { formatTrace } from '../trace/trace.ts';
import { isRecord } from '../upstream/endpoint.ts';
import { route, type Route } from '../upstream/route.ts';
import { simulationHeaders, type Upstream } from '../upstream/upstream.ts';
import { changeClock } from './clock-control.ts';
import { readState } from './state.ts';

// Only their names are checked here. The casts below hand them on as they came: the simulator itself checks each value,
// and names it as what it is.
type Fields = Readonly<Record<string, unknown>>;

/** `/__sim/…`: what the simulation is doing, and how to change it while it runs. */
export function controlRoutes(upstream: Upstream, simulator: Simulator, pacemaker: Clock): Route[] {
  // Wrong values are the caller's: they come back as a 400 with the sentence that names them.
  const reply = (act: () => unknown): Response => {
    const headers = simulationHeaders(upstream, upstream.clock.wallNow());
    try {
      return Response.json(toJson(act()), { headers });
    } catch (error) {
      if (!(error instanceof SimulatorOptionsError)) throw error;
      const body = { error: { message: error.message, code: error.code } };
      return Response.json(body, { status: 400, headers });
    }
  };
  const query = (name: string, read: (parameters: URLSearchParams) => unknown): Route =>
    route('GET', `/__sim/${name}`, ({ url }) => reply(() => read(new URL(url).searchParams)));
  const command = (name: string, known: readonly string[], act: (fields: Fields) => void): Route =>
    route('POST', `/__sim/${name}`, async (request) => {
      const text = await request.text();
      return reply(() => {
        act(readFields(text, name, known));
        return readState(upstream, pacemaker);
      });
    });
  const modelsOf = ({ model }: Fields): readonly string[] =>
    model === undefined ? simulator.models : [model as string];

  return [
    route('GET', '/__sim/', () => {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
      return new Response(panelPage(), { headers });
    }),
    // The page's own requests are relative to it.
    route(
      'GET',
      '/__sim',
      ({ url }) => new Response(null, { status: 302, headers: { location: `${new URL(url).pathname}/` } }),
    ),
    query('state', () => readState(upstream, pacemaker)),
    query('journal', (parameters) => lastOf(simulator.journal, parameters.get('last'))),
    // As JSON lines: `curl …/__sim/trace > trace.jsonl`, then `failsoft-sim replay trace.jsonl`.
    route('GET', '/__sim/trace', () => {
      const headers = { 'content-type': 'application/x-ndjson' };
      return new Response(formatTrace(simulator.journal), { headers });
    }),
    query('timeline', (parameters) => {
      const from = parameters.get('from') ?? formatBeijing(upstream.clock.wallNow());
      return simulator.timeline({ from, days: numberIn(parameters.get('days') ?? '1') }).map(withDates);
    }),
    query('faults', () => ({
      faults: faultNames,
      recorded: [...recordedAnswersById.values()].map(({ id, status, kind, source }) => ({
        id,
        status,
        kind,
        source,
      })),
    })),
    // Without a model: the vendor's whole cloud.
    command('outage', ['model', 'minutes'], (fields) => {
      for (const model of modelsOf(fields)) {
        simulator.outage(model, { minutes: fields['minutes'] as number });
      }
    }),
    command('recover', ['model'], (fields) => {
      for (const model of modelsOf(fields)) simulator.recover(model);
    }),
    command('next', ['model', 'status', 'fault', 'times'], ({ model, ...answer }) =>
      simulator.next(model as string, answer as unknown as NextAnswer),
    ),
    command('sequence', ['model', 'answers'], ({ model, answers }) =>
      simulator.sequence(model as string, answers as string[]),
    ),
    command('clock', ['advance', 'set', 'speed'], (fields) => changeClock(fields, pacemaker, upstream.clock)),
    command('reset', [], () => simulator.reset()),
  ];
}

function lastOf<T>(entries: readonly T[], last: string | null): readonly T[] {
  if (last === null) return entries;
  const count = Number(last);
  if (Number.isInteger(count) && count > 0) return entries.slice(-count);
  throw new SimulatorOptionsError(`last is ${last}, but must be an integer above 0.`);
}

/** The number that a text is; what is none stays a text, to be named as such. */
const numberIn = (text: string): number =>
  text.trim() === '' || Number.isNaN(Number(text)) ? (text as unknown as number) : Number(text);

const withDates = (episode: Episode): object => ({
  ...episode,
  starts: formatBeijing(episode.startsAt),
  ends: formatBeijing(episode.endsAt),
});

/** Lists are wrapped, so that fields can be added beside them. */
const toJson = (value: unknown): object =>
  Array.isArray(value) ? { data: value } : typeof value === 'object' && value !== null ? value : {};

/** The fields of a command. None at all need no body. */
function readFields(text: string, command: string, known: readonly string[]): Fields {
  const fields = text.trim() === '' ? {} : readObject(text);
  checkNames(`field of ${command}`, fields, known);
  return fields;
}

function readObject(text: string): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (isRecord(parsed)) return parsed;
  throw new SimulatorOptionsError('The body is no JSON object. Send one such as {"model": "seedream-4.5"}.');
}
