import type { Clock } from '@failsoft/core';
import { checkEach, checkObject, type Check } from './check-object.ts';
import { clockProblem, speedProblem } from './clock/check-clock.ts';
import { parseMoment } from './episodes/beijing-time.ts';
import { SimulatorOptionsError } from './errors.ts';
import type { JournalEntry } from './journal/journal.ts';
import { checkProfile } from './profile/check-profile.ts';
import { show } from './show.ts';
import { checkEntry } from './trace/check-entry.ts';
import type { TraceEntry } from './trace/trace-entry.ts';
import type { Profile } from './profile/model-profile.ts';
import { isProfileName, namedProfiles, profileNames, type ProfileName } from './profile/named-profiles.ts';

/** The seed when none is given. */
export const DEFAULT_SEED = 10;

/** How the upstream behaves, what time it is there and how fast time passes. */
export interface SimulatorOptions {
  /**
   * An integer. The same seed and date give the same episodes, everywhere and always.
   *
   * The default shows a peak hour as documented: on 2026-02-19 the first model is overloaded from 20:07 to 20:49.
   *
   * @default 10
   */
  readonly seed?: number;
  /**
   * How the upstream behaves: `documented` has the overloads of the article, `calm` none of its own, `iid` the
   * same rates without episodes, `partial` episodes that hit six requests of ten, `harsh` hangs, slow errors,
   * 500s, quota and outages of the whole vendor as well.
   *
   * @default 'documented'
   */
  readonly profile?: ProfileName | Profile;
  /**
   * The date at which the simulated time begins. Text without a zone means Beijing time.
   *
   * @default the date of `clock`; 2026-02-19T20:00+08:00 without one, or when its date is before 2026
   */
  readonly start?: Date | string;
  /**
   * What time passes by: `createManualClock()` in tests. Cannot be combined with `speed`.
   *
   * @default the machine's own time, `speed` times as fast
   */
  readonly clock?: Clock;
  /**
   * Simulated milliseconds per real millisecond; 60 makes an hour last a minute.
   *
   * @default 1
   */
  readonly speed?: number;
  /**
   * How long answers take: `false` for at once, a number for so many simulated milliseconds each.
   *
   * @default as long as the profile says, seconds for an image; in a replay as long as the trace says
   */
  readonly latency?: false | number;
  /**
   * The names of the models that are simulated; any other is answered 404. A name that the profile
   * does not list behaves like its `others`.
   *
   * @default the models of the profile
   */
  readonly models?: readonly string[];
  /**
   * Answer only requests below this URL.
   *
   * @default every request whose path ends like one of the endpoints
   */
  readonly baseURL?: string;
  /**
   * Requests of an earlier run, from `parseTrace`: the n-th request for a model comes to what the n-th came to.
   * Where that one is missing, and after the last one, the profile decides.
   *
   * @default none
   */
  readonly trace?: readonly TraceEntry[];
  /**
   * Told of each request once, as soon as it is in the journal: when its answer begins, or its client has gone away
   * before. That a client left later, in the middle of its answer, only the journal tells: `aborted` there.
   */
  readonly onEntry?: (entry: JournalEntry) => void;
}

const checks: Record<keyof SimulatorOptions, Check> = {
  seed: (value) => (Number.isSafeInteger(value) ? undefined : 'must be an integer'),
  profile: profileProblem,
  start: (value) => void parseMoment('start', value),
  clock: clockProblem,
  speed: speedProblem,
  latency: (value) =>
    value === false || (typeof value === 'number' && value >= 0 && Number.isFinite(value))
      ? undefined
      : 'must be false or a number of simulated milliseconds, 0 or more',
  models: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name !== '')
      ? undefined
      : 'must be a list of at least one model name',
  baseURL: (value) =>
    typeof value === 'string' && URL.canParse(value)
      ? undefined
      : 'must be a URL such as https://api.example.com/v1',
  trace: (value) => (Array.isArray(value) ? checkTrace(value) : 'must be a list such as parseTrace returns'),
  onEntry: (value) => (typeof value === 'function' ? undefined : 'must be a function'),
};

/** Every option, by name. */
export const optionNames: readonly string[] = Object.keys(checks);

/** Throws a SimulatorOptionsError that names the option, its value and what to write instead. */
export function checkOptions(options: SimulatorOptions): void {
  checkObject('options', options, '{ seed: 7 }, or left out');
  checkEach('option of the simulator', options, checks);
  if (options.clock !== undefined && options.speed !== undefined) {
    throw new SimulatorOptionsError(
      'speed and clock exclude each other: a clock has its own pace. Leave one out.',
    );
  }
}

/** The profile that an option names. */
export function resolveProfile(profile: SimulatorOptions['profile'] = 'documented'): Profile {
  if (typeof profile === 'string') return namedProfiles[profile]();
  checkProfile(profile);
  return profile;
}

/** What is wrong with a profile as a whole; its numbers are checked where it is resolved. */
export function profileProblem(value: unknown): string | undefined {
  return isProfileName(value) ||
    (typeof value === 'object' && value !== null && 'models' in value && 'others' in value)
    ? undefined
    : `must be ${profileNames.map((name) => `"${name}"`).join(', ')} or a profile with models and others`;
}

// Names the entry itself: a whole trace would be a very long sentence.
function checkTrace(trace: readonly unknown[]): undefined {
  for (const [index, entry] of trace.entries()) {
    checkEntry(entry, (what) => new SimulatorOptionsError(`trace[${index}] is ${show(entry)}, but ${what}.`));
  }
}
