import { sleep, untilAborted } from '../clock/sleep.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { isWholeFault } from '../faults/fault.ts';
import { deliver } from './deliver.ts';
import { answerOf, inDialect, toResponse, type Dialect, type ErrorAnswer } from './error-answer.ts';
import { noStreamToSpoil, simulatorBug, wrongSteering } from './rejection.ts';
import { readSteering } from './steering.ts';
import { simulationHeaders, type Upstream } from './upstream.ts';

/**
 * Answers what is asked of no model: at once, never overloaded, not journalled. `x-sim-force` spoils this answer
 * as it does any other.
 */
export async function answerAside(
  upstream: Upstream,
  request: Request,
  dialect: Dialect,
  body: object,
): Promise<Response> {
  const { clock } = upstream;
  const headers = simulationHeaders(upstream, Math.floor(clock.wallNow()));
  const reject = (error: ErrorAnswer): Response => toResponse(inDialect(error, dialect), headers);
  try {
    const { forced } = readSteering(request.headers);
    const fault = forced === 'none' ? undefined : forced;
    if (fault?.kind === 'error-event') return reject(noStreamToSpoil());
    if (isWholeFault(fault)) return toResponse(answerOf(fault, dialect), headers);
    const delivery = {
      dialect,
      headers,
      latencyMs: 0,
      wait: (ms: number) => sleep(clock, ms, request.signal),
      forever: () => untilAborted(request),
      abandon: () => {},
    };
    return await deliver(delivery, { kind: 'whole', body }, fault?.kind);
  } catch (error) {
    if (request.signal.aborted) return Response.error();
    return reject(error instanceof SimulatorOptionsError ? wrongSteering(error.message) : simulatorBug());
  }
}
