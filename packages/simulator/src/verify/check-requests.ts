import { DAY_MS, EPOCH_AT, MINUTE_MS } from '../episodes/beijing-time.ts';
import { statusOf } from '../faults/fault.ts';
import type { ModelProfile } from '../profile/model-profile.ts';
import type { SimulatedModel } from '../upstream/simulated-model.ts';
import { lagOneCorrelation } from './statistics.ts';
import type { Check } from './verification.ts';

// One request a minute from 20 to 23 o'clock. More evenings tell nothing more: these are 180,000 requests.
const MOST_EVENINGS = 1_000;
const EVENING_AT_MS = 20 * 60 * MINUTE_MS;
const EVENING_MINUTES = 180;

// Choices, far from both sides. Independent failures correlate a little too: their rate moves within an evening.
const LEAST_CORRELATION = 0.6;
const MOST_CORRELATION_OF_CONTROL = 0.02;

/** What clients see: the chance of a 503 given the state, and whether one failure announces another. */
export function checkRequests(
  model: SimulatedModel,
  { errorRate }: ModelProfile,
  control: SimulatedModel,
  days: number,
): readonly Check[] {
  const evenings = Math.min(days, MOST_EVENINGS);
  const seen = { healthy: { requests: 0, failed: 0 }, overloaded: { requests: 0, failed: 0 } };
  const outcomes = sample(model, evenings, (failed, down) => {
    const tally = down ? seen.overloaded : seen.healthy;
    tally.requests += 1;
    tally.failed += failed;
  });
  const correlation = lagOneCorrelation(outcomes);
  const ofControl = lagOneCorrelation(sample(control, evenings, () => {}));
  return [
    givenState('503 rate inside an episode', seen.overloaded, errorRate.overloaded),
    givenState('503 rate outside of one', seen.healthy, errorRate.healthy),
    {
      name: 'correlation of outcomes a minute apart',
      expected: `above ${LEAST_CORRELATION}`,
      measured: correlation.toFixed(3),
      value: correlation,
      passed: correlation > LEAST_CORRELATION,
    },
    {
      name: 'the same for independent failures',
      expected: `within ${MOST_CORRELATION_OF_CONTROL} of 0`,
      measured: ofControl.toFixed(3),
      value: ofControl,
      passed: Math.abs(ofControl) < MOST_CORRELATION_OF_CONTROL,
    },
  ];
}

function sample(
  model: SimulatedModel,
  evenings: number,
  note: (failed: number, down: boolean) => void,
): (readonly number[])[] {
  return Array.from({ length: evenings }, (_, day) =>
    Array.from({ length: EVENING_MINUTES }, (_, minute) => {
      const moment = EPOCH_AT + day * DAY_MS + EVENING_AT_MS + minute * MINUTE_MS;
      const { fault, episode } = model.arrive({ moment });
      const failed = statusOf(fault) === 503 ? 1 : 0;
      note(failed, episode !== undefined);
      return failed;
    }),
  );
}

/** Given the state requests are independent, so here the binomial spread is the right one. */
function givenState(
  name: string,
  { requests, failed }: { readonly requests: number; readonly failed: number },
  expected: number,
): Check {
  const value = failed / requests;
  const spread = Math.sqrt((expected * (1 - expected)) / requests);
  return {
    name,
    expected: `${(100 * expected).toFixed(1)} % +- ${(400 * spread).toFixed(2)}`,
    measured: `${(100 * value).toFixed(2)} % of ${requests} requests`,
    value,
    halfWidth: 1.96 * spread,
    // Four standard deviations.
    passed: Math.abs(value - expected) <= 4 * spread,
  };
}
