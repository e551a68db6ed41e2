import { checkNames, checkObject } from '../check-object.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';
import { DAY_MS, MINUTE_MS, parseMoment } from './beijing-time.ts';

/** Days that a timeline tells of. */
export interface TimelineRange {
  readonly from: Date | string;
  readonly days: number;
}

/** The first millisecond of a range and the first one after it. @throws SimulatorOptionsError naming what is wrong. */
export function readRange(range: TimelineRange): readonly [number, number] {
  checkObject('range', range, '{ from: "2026-02-19", days: 1 }');
  checkNames('field of a range', range, ['from', 'days']);
  const days = upTo('days', range.days, 36_525, '36525');
  const begin = parseMoment('from', range.from);
  return [begin, begin + days * DAY_MS];
}

/** How long an ordered outage is, in milliseconds. @throws SimulatorOptionsError naming what is wrong. */
export function readOutageMs(options: { readonly minutes: number }): number {
  checkObject('options', options, '{ minutes: 30 }');
  checkNames('option of an outage', options, ['minutes']);
  return upTo('minutes', options.minutes, 525_600, '525600, a year') * MINUTE_MS;
}

function upTo(name: string, value: number, most: number, inWords: string): number {
  // Plain JavaScript may pass text, which compares like a number.
  if (typeof value === 'number' && value > 0 && value <= most) return value;
  throw new SimulatorOptionsError(
    `${name} is ${show(value)}, but must be a number above 0 and at most ${inWords}.`,
  );
}
