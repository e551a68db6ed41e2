import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';

/** Time goes only forward, and not without end. */
export function checkAdvance(ms: unknown): asserts ms is number {
  if (typeof ms === 'number' && ms >= 0 && Number.isFinite(ms)) return;
  throw new SimulatorOptionsError(`advance is ${show(ms)}, but time goes on by 0 ms or more.`);
}
