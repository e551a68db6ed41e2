import { SimulatorOptionsError } from './errors.ts';
import { show } from './show.ts';

/** Throws a SimulatorOptionsError when plain JavaScript passed something else than an object, or nothing. */
export function checkObject(name: string, value: unknown, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new SimulatorOptionsError(`${name} is ${show(value)}, but must be an object such as ${example}.`);
}

/** Throws a SimulatorOptionsError when there is a name that nothing is done about. `owner` reads like "a clock". */
export function checkNames(owner: string, options: object, known: readonly string[]): void {
  const stranger = Object.keys(options).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new SimulatorOptionsError(`${stranger} is no option of ${owner}. There are: ${known.join(', ')}.`);
}
