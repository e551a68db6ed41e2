import { SimulatorOptionsError } from '../errors.ts';
import { checkNames, checkObject } from '../check-object.ts';
import { show } from '../show.ts';
import { readFault, statusFault, type Forced } from './fault.ts';

/** What the next requests come to: a status, or a fault in the words of `x-sim-force`. 200 lets them succeed. */
export type NextAnswer = (
  | { readonly status: number; readonly fault?: never }
  | { readonly fault: string; readonly status?: never }
) & {
  /** @default 1 */
  readonly times?: number;
};

// A record, so that a field that is added to the type and not here does not compile.
const FIELDS: Record<keyof NextAnswer, true> = { status: true, fault: true, times: true };

/**
 * Reads it, however it came: in a call or as JSON.
 *
 * @throws SimulatorOptionsError that names the field, its value and what to write instead.
 */
export function readNextAnswer(answer: Readonly<Partial<Record<'status' | 'fault' | 'times', unknown>>>): {
  readonly forced: Forced;
  readonly times: number;
} {
  checkObject('answer', answer, '{ status: 503 }');
  checkNames('field of an answer', answer, Object.keys(FIELDS));
  const { status, fault, times = 1 } = answer;
  if (status !== undefined && fault !== undefined) {
    throw new SimulatorOptionsError(
      `fault is ${show(fault)} and status is ${show(status)}, but an answer comes to one of them. ` +
        'Leave one out.',
    );
  }
  if (status === undefined && fault === undefined) {
    throw new SimulatorOptionsError(
      'status and fault are both missing. Send one of them: a status such as 503, or a fault such as "truncate".',
    );
  }
  if (typeof times !== 'number' || !Number.isInteger(times) || times <= 0) {
    throw new SimulatorOptionsError(`times is ${show(times)}, but must be an integer above 0.`);
  }
  return { forced: fault === undefined ? statusFault('status', status) : readFault('fault', fault), times };
}

/**
 * Reads the answers of a sequence.
 *
 * @throws SimulatorOptionsError that names the answer by its place.
 */
export function readSequence(answers: readonly string[]): readonly Forced[] {
  if (!Array.isArray(answers)) {
    throw new SimulatorOptionsError(
      `answers is ${show(answers)}, but must be a list such as ["503", "none"].`,
    );
  }
  return answers.map((answer, index) => readFault(`answers[${index}]`, answer));
}
