import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SimulatorOptionsError } from '../errors.ts';
import type { FailoverFactory } from '../simulate/own-failover.ts';

/** Imports a module and takes the factory that it exports. */
export async function loadFactory(path: string): Promise<FailoverFactory> {
  const file = resolve(path);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined)
    throw new SimulatorOptionsError(`${path} cannot be imported: there is no such file.`);
  if (found.isDirectory()) {
    throw new SimulatorOptionsError(`${path} is a folder. Name the file in it that exports the factory.`);
  }
  let module: Readonly<Record<string, unknown>>;
  process.once('exit', sayUnfinished);
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SimulatorOptionsError(`${path} cannot be imported: ${reason}`);
  } finally {
    process.off('exit', sayUnfinished);
  }
  const factory = module['default'] ?? module['failover'];
  if (!isFactory(factory)) {
    throw new SimulatorOptionsError(
      `${path} exports no factory. Write: export default ({ clock, random, fetch }) => createFailover({ ...yours, clock, random, fetch });`,
    );
  }
  return factory;
}

// A module may end the process, or wait at its top for what never comes. Neither may look like a success.
function sayUnfinished(): void {
  console.error('error: The module ended the process, or waits for ever, before it exported its factory.');
  process.exitCode = 1;
}

function isFactory(value: unknown): value is FailoverFactory {
  return typeof value === 'function';
}
