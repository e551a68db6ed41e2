import { InvalidArgumentError } from 'commander';
import { parseMoment } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';

/** What commander calls with the text that was given for an option. */
export type OptionReader<T> = (text: string) => T;

export const readSeed: OptionReader<number> = (text) =>
  readNumber(text, Number.isSafeInteger, 'It must be an integer.');

export const readPort: OptionReader<number> = (text) =>
  readNumber(
    text,
    (port) => Number.isInteger(port) && port >= 0 && port <= 65_535,
    'It must be an integer from 0 to 65535; 0 takes any free port.',
  );

// Node takes no host for every address of the machine.
export const readHost: OptionReader<string> = (text) => {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError(
    'It must be an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0.',
  );
};

export const readSpeed: OptionReader<number> = (text) =>
  readNumber(
    text,
    (speed) => speed > 0 && speed <= 1_000_000,
    'It must be above 0 and at most 1000000; 60 makes an hour last a minute.',
  );

export const readLatency: OptionReader<number> = (text) =>
  readNumber(text, (ms) => ms >= 0, 'It must be a number of simulated milliseconds, 0 or more.');

/** Fewer are too few for an interval; the timeline has no more. */
export const readVerifiedDays: OptionReader<number> = (text) =>
  readNumber(
    text,
    (days) => Number.isInteger(days) && days >= 100 && days <= 36_500,
    'It must be an integer from 100 to 36500.',
  );

/** Ten years are drawn in two seconds; nobody reads more. */
export const readDays: OptionReader<number> = (text) =>
  readNumber(
    text,
    (days) => Number.isInteger(days) && days > 0 && days <= 3_650,
    'It must be an integer from 1 to 3650.',
  );

export const readRps: OptionReader<number> = (text) =>
  readNumber(text, (rps) => rps > 0 && rps <= 1_000, 'It must be above 0 and at most 1000.');

export const readShare: OptionReader<number> = (text) =>
  readNumber(text, (share) => share >= 0 && share <= 1, 'It must be from 0 to 1. For 99.9 % write 0.999.');

/** Collects `name=model` of each time the option is given. */
export function readStandIn(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [name = '', model = '', ...rest] = text.split('=');
  if (name !== '' && model !== '' && rest.length === 0) return { ...earlier, [name]: model };
  throw new InvalidArgumentError('It must be as in best=gemini-3-pro-image-preview.');
}

/** Checks a date and leaves it as it was written. */
export const readMoment: OptionReader<string> = (text) => {
  try {
    parseMoment('date', text);
    return text;
  } catch (error) {
    if (error instanceof SimulatorOptionsError) throw new InvalidArgumentError(error.message);
    throw error;
  }
};

function readNumber(text: string, fits: (value: number) => boolean, otherwise: string): number {
  // Number('') is 0, and nobody means that.
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && fits(value)) return value;
  throw new InvalidArgumentError(otherwise);
}
