import { appendFileSync } from 'node:fs';
import { SimulatorOptionsError } from '../errors.ts';

/**
 * Throws a SimulatorOptionsError when a file cannot be written. To be asked at the beginning, and not when there is
 * something to write: by then nobody looks at the terminal any more, or long work is lost.
 */
export function assertWritable(option: string, file: string): void {
  try {
    appendFileSync(file, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error';
    throw new SimulatorOptionsError(
      `${option} is ${file}, which cannot be written (${code}). Name a file in a folder that exists.`,
    );
  }
}
