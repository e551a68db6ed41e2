import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SimulatorOptionsError } from '../errors.ts';
import type { FailoverFactory } from '../simulate/own-failover.ts';

/** Imports a module and takes the factory that it exports. */
export async function loadFactory(path: string): Promise<FailoverFactory> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SimulatorOptionsError(`${path} cannot be imported: ${reason}`);
  }
  const factory = module['default'] ?? module['failover'];
  if (!isFactory(factory)) {
    throw new SimulatorOptionsError(
      `${path} exports no factory. Write: export default ({ clock, random, fetch }) => createFailover({ ...yours, clock, random, fetch });`,
    );
  }
  return factory;
}

function isFactory(value: unknown): value is FailoverFactory {
  return typeof value === 'function';
}
