import { sleep, untilAborted } from '../clock/sleep.ts';
import { formatBeijing } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { faultLabel, isWholeFault, statusOf } from '../faults/fault.ts';
import { CLIENT_CLOSED_REQUEST } from '../journal/journal.ts';
import { deliver } from './deliver.ts';
import type { Endpoint } from './endpoint.ts';
import { answerOf, inDialect, toResponse, type ErrorAnswer } from './error-answer.ts';
import type { Fate } from './fate.ts';
import { noStreamToSpoil, simulatorBug, unknownModel, wrongParameter, wrongSteering } from './rejection.ts';
import { readSteering } from './steering.ts';
import { simulationHeaders, type Upstream } from './upstream.ts';

// An upstream turns a bad request down at once. A choice.
const REJECTION: Fate = { n: 0, id: 0, fault: undefined, latencyMs: 0, episode: undefined };

/** The life of one request: read, checked, decided, waited for, answered, journalled. */
export async function answer(upstream: Upstream, endpoint: Endpoint, request: Request): Promise<Response> {
  const { clock, journal } = upstream;
  const { dialect } = endpoint;
  const arrivedAt = clock.now();
  let moment = Math.floor(clock.wallNow());
  let model = '';
  let fate = REJECTION;
  let markAborted: (() => void) | undefined;
  let addEntry: ReturnType<typeof journal.begin> | undefined;

  const record = (status: number, aborted: boolean): (() => void) =>
    (addEntry ?? journal.begin())({
      t: moment,
      time: formatBeijing(moment),
      model,
      n: fate.n,
      id: fate.id,
      status,
      fault: faultLabel(fate.fault),
      retryAfterMs: fate.fault?.kind === 'status' ? fate.fault.retryAfterMs : undefined,
      latencyMs: aborted ? Math.round(clock.now() - arrivedAt) : fate.latencyMs,
      episode: fate.episode,
      aborted,
    });

  const headers = (): Record<string, string> => simulationHeaders(upstream, moment, fate);
  const fail = (error: ErrorAnswer): Response => {
    record(error.status, false);
    return toResponse(error, headers());
  };
  const reject = (error: ErrorAnswer): Response => fail(inDialect(error, dialect));

  try {
    const asked = await endpoint.read(request);
    if ('status' in asked) return reject(asked);
    if (typeof asked.model !== 'string') return reject(wrongParameter('model', asked.model, 'a string'));
    model = asked.model;
    const simulated = upstream.models.get(model);
    if (simulated === undefined) return reject(unknownModel(model));
    const problem = endpoint.check(asked);
    if (problem !== undefined) return reject(problem);

    const steering = readSteering(request.headers);
    moment = steering.moment ?? moment;
    // From here on it has its place among the arrivals of this run, and is told of in no other.
    addEntry = journal.begin();
    fate = simulated.arrive({ ...steering, moment });
    const { fault, latencyMs } = fate;
    if (fault?.kind === 'error-event' && !asked.stream) {
      return reject(noStreamToSpoil());
    }
    const wait = (ms: number): Promise<void> => sleep(clock, ms, request.signal);
    if (isWholeFault(fault)) {
      await wait(latencyMs);
      return fail(answerOf(fault, dialect));
    }
    const call = {
      ...asked,
      model,
      dialect,
      created: Math.floor(moment / 1_000),
      id: fate.id,
      latencyMs,
      headers: headers(),
      wait,
      forever: () => untilAborted(request),
      abandon: () => markAborted?.(),
    };
    const response = await deliver(call, endpoint.respond(call), fault?.kind);
    markAborted = record(statusOf(fault), false);
    return response;
  } catch (error) {
    // The client went away: nobody reads this answer, the journal alone knows of the request.
    if (request.signal.aborted) {
      record(CLIENT_CLOSED_REQUEST, true);
      return Response.error();
    }
    return reject(error instanceof SimulatorOptionsError ? wrongSteering(error.message) : simulatorBug());
  }
}
