import { SimulatorOptionsError } from '../errors.ts';
import { readFault, statusFault, type Forced } from './fault.ts';

/** What the next requests come to: a status, or a fault in the words of `x-sim-force`. 200 lets them succeed. */
export type NextAnswer = (
  | { readonly status: number; readonly fault?: never }
  | { readonly fault: string; readonly status?: never }
) & {
  /** @default 1 */
  readonly times?: number;
};

/**
 * Reads it, however it came: in a call or as JSON.
 *
 * @throws SimulatorOptionsError that names the field, its value and what to write instead.
 */
export function readNextAnswer(answer: Readonly<Partial<Record<'status' | 'fault' | 'times', unknown>>>): {
  readonly forced: Forced;
  readonly times: number;
} {
  const { status, fault, times = 1 } = answer;
  if (status !== undefined && fault !== undefined) {
    throw new SimulatorOptionsError(
      `fault is ${JSON.stringify(fault)} and status is ${JSON.stringify(status)}, but an answer comes to one of them. ` +
        'Leave one out.',
    );
  }
  if (status === undefined && fault === undefined) {
    throw new SimulatorOptionsError(
      'status and fault are both missing. Send one of them: a status such as 503, or a fault such as "truncate".',
    );
  }
  if (typeof times !== 'number' || !Number.isInteger(times) || times <= 0) {
    throw new SimulatorOptionsError(`times is ${JSON.stringify(times)}, but must be an integer above 0.`);
  }
  return { forced: fault === undefined ? statusFault('status', status) : readFault('fault', fault), times };
}
