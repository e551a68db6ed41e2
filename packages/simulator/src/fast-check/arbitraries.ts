import * as fc from 'fast-check';
import { checkEach, checkObject, checkValue } from '../check-object.ts';
import { faultNames } from '../faults/fault.ts';
import { recordedAnswersById } from '../faults/recorded-answer.ts';
import {
  optionChecks,
  type AnswersOptions,
  type ClockStepsOptions,
  type OutagesOptions,
  type TrafficOptions,
} from './arbitrary-options.ts';

/** Moments that breakers and deadlines are decided at: the edges of the documented window and open time. */
const EDGES_MS = [0, 1, 59_999, 60_000, 60_001, 299_999, 300_000, 300_001] as const;

/** A model fails for a while: `simulator.outage(model, { minutes })` once `afterMs` have passed. */
export interface Outage {
  readonly model: string;
  readonly afterMs: number;
  readonly minutes: number;
}

/** Outages of some of the models within some hours, in the order of their beginnings; they may overlap. */
export function outages(options: OutagesOptions): fc.Arbitrary<readonly Outage[]> {
  checkObject('options', options, '{ models: ["seedream-4.5"] }');
  checkValue('models', options.models, optionChecks.outages.models);
  checkEach('option of outages', options, optionChecks.outages);
  const { models, hours = 24, minutes = [5, 120], maxLength = 6 } = options;
  const outage = fc.record({
    model: fc.constantFrom(...models),
    afterMs: fc.integer({ min: 0, max: Math.floor(hours * 3_600_000) }),
    minutes: fc.integer({ min: minutes[0], max: minutes[1] }),
  });
  return fc
    .array(outage, { maxLength })
    .map((list) => list.toSorted((first, second) => first.afterMs - second.afterMs));
}

/** When requests arrive, in milliseconds from the start: alone, in bursts, and at the edges of windows. */
export function traffic(options: TrafficOptions = {}): fc.Arbitrary<readonly number[]> {
  checkObject('options', options, '{ maxRequests: 50 }, or left out');
  checkEach('option of traffic', options, optionChecks.traffic);
  const { maxRequests = 100, withinMs = 600_000 } = options;
  const edges = EDGES_MS.filter((edge) => edge <= withinMs);
  const moment = fc.oneof(fc.integer({ min: 0, max: withinMs }), fc.constantFrom(...edges));
  const burst = fc
    .tuple(moment, fc.integer({ min: 2, max: 20 }))
    .map(([at, size]) => Array.from({ length: size }, () => at));
  return fc
    .array(fc.oneof({ arbitrary: moment.map((at) => [at]), weight: 4 }, { arbitrary: burst, weight: 1 }), {
      maxLength: maxRequests,
    })
    .map((groups) => groups.flat().slice(0, maxRequests))
    .map((moments) => moments.toSorted((first, second) => first - second));
}

/**
 * What an upstream answers next, in the words of `x-sim-force` and of `simulator.next(model, { fault })`:
 * mostly success, then statuses, real recorded answers and broken ones. Shrinks towards success.
 */
export function upstreamAnswers(options: AnswersOptions = {}): fc.Arbitrary<string> {
  checkObject('options', options, '{ endless: true }, or left out');
  checkEach('option of upstreamAnswers', options, optionChecks.answers);
  const endless = new Set(['hang', 'stall', 'slow-drip']);
  // For streams only: elsewhere it is a 400 of the simulator itself.
  const broken = Object.keys(faultNames).filter(
    (name) => name !== 'error-event' && (options.endless === true || !endless.has(name)),
  );
  return fc.oneof(
    { arbitrary: fc.constant('none'), weight: 5 },
    { arbitrary: fc.constantFrom('503', '500', '429', '502', '504', '400', '401'), weight: 4 },
    { arbitrary: fc.constantFrom(...recordedAnswersById.keys()), weight: 2 },
    { arbitrary: fc.constantFrom(...broken), weight: 2 },
  );
}

/** How far a clock goes from one reading to the next, in milliseconds. */
export function clockSteps(options: ClockStepsOptions = {}): fc.Arbitrary<readonly number[]> {
  checkObject('options', options, '{ backwards: true }, or left out');
  checkEach('option of clockSteps', options, optionChecks.clockSteps);
  const forward = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.constantFrom(...EDGES_MS));
  const backward = fc.oneof(fc.integer({ min: -20_000, max: -1 }), fc.constantFrom(-60_000, -3_600_000));
  const step = options.backwards === true ? fc.oneof({ arbitrary: forward, weight: 5 }, backward) : forward;
  return fc.array(step, { maxLength: options.maxLength ?? 50 });
}
