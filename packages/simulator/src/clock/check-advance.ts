import { SimulatorOptionsError } from '../errors.ts';

/** Time goes only forward, and not without end. */
export function checkAdvance(ms: number): void {
  if (ms >= 0 && Number.isFinite(ms)) return;
  throw new SimulatorOptionsError(`advance is ${ms}, but time goes on by 0 ms or more.`);
}
