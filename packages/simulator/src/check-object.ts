import { SimulatorOptionsError } from './errors.ts';
import { show } from './show.ts';

/** What is wrong with a value, as the rest of a sentence: "must be an integer". Undefined when nothing is. */
export type Check = (value: unknown) => string | undefined;

/** Throws a SimulatorOptionsError when plain JavaScript passed something else than an object, or nothing. */
export function checkObject(name: string, value: unknown, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new SimulatorOptionsError(`${name} is ${show(value)}, but must be an object such as ${example}.`);
}

/**
 * Throws a SimulatorOptionsError when there is a name that nothing is done about.
 *
 * @param owner reads like "option of a clock"
 */
export function checkNames(owner: string, options: object, known: readonly string[]): void {
  const stranger = Object.keys(options).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  const there = known.length === 0 ? 'There are none.' : `There are: ${known.join(', ')}.`;
  throw new SimulatorOptionsError(`${stranger} is no ${owner}. ${there}`);
}

/**
 * Throws a SimulatorOptionsError that names the option, its value and what to write instead. What is undefined counts
 * as left out.
 *
 * @param owner reads like "option of a clock"
 * @param checks a record, so that an option that is added to the type and not checked does not compile
 */
export function checkEach<T extends object>(
  owner: string,
  options: T,
  checks: Readonly<Record<keyof T, Check>>,
): void {
  checkNames(owner, options, Object.keys(checks));
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    // checkNames says that the name is one of the keys.
    checkValue(name, value, checks[name as keyof T]);
  }
}

/** Throws a SimulatorOptionsError that names the value and what to write instead. */
export function checkValue(name: string, value: unknown, check: Check): void {
  const problem = check(value);
  if (problem !== undefined) throw new SimulatorOptionsError(`${name} is ${show(value)}, but ${problem}.`);
}
