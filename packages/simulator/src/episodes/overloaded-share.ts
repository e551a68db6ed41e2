import type { ModelProfile } from '../profile/model-profile.ts';

const MINUTES_A_DAY = 24 * 60;
// Half a minute: the band averages move by less than 0.1 percentage points when it is halved again.
const STEPS_A_MINUTE = 2;
// From a healthy start the process forgets its past within the longest episode; a few days are plenty.
const DAYS_TO_SETTLE = 4;

/**
 * Chance that a model is in an episode, for each minute of a Beijing day, solved and not sampled:
 * `share(t) = integral of starts(t - u) * stillLasting(u)`, with `starts = hazard * (1 - share)`.
 */
export function overloadedShare(process: NonNullable<ModelProfile['episodes']>): readonly number[] {
  const { hazardPerMinute, durationMinutes } = process;
  const [shortest, longest] = durationMinutes;
  const steps = MINUTES_A_DAY * STEPS_A_MINUTE;
  const stillLasting = Array.from({ length: Math.ceil(longest * STEPS_A_MINUTE) }, (_, i) => {
    const age = (i + 0.5) / STEPS_A_MINUTE;
    return age <= shortest ? 1 : (longest - age) / (longest - shortest);
  });
  const starts = new Float64Array(steps * DAYS_TO_SETTLE);
  const share = new Float64Array(steps);
  for (let step = 0; step < starts.length; step++) {
    let sum = 0;
    for (let age = 0; age < stillLasting.length && age < step; age++) {
      sum += (starts[step - 1 - age] ?? 0) * (stillLasting[age] ?? 0);
    }
    const slot = Math.floor(((step % steps) / steps) * hazardPerMinute.length);
    starts[step] = ((hazardPerMinute[slot] ?? 0) / STEPS_A_MINUTE) * (1 - sum);
    share[step % steps] = sum;
  }
  return Array.from({ length: MINUTES_A_DAY }, (_, minute) => {
    const own = share.subarray(minute * STEPS_A_MINUTE, (minute + 1) * STEPS_A_MINUTE);
    return own.reduce((sum, value) => sum + value, 0) / STEPS_A_MINUTE;
  });
}
