import { SimulatorOptionsError } from './errors.ts';
import { show } from './show.ts';

/** Throws a SimulatorOptionsError when plain JavaScript passed something else than an object, or nothing. */
export function checkObject(name: string, value: unknown, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new SimulatorOptionsError(`${name} is ${show(value)}, but must be an object such as ${example}.`);
}
