import { SimulatorOptionsError } from '../errors.ts';
import type { Latency, ModelProfile, Profile } from './model-profile.ts';

/** Throws a SimulatorOptionsError that names the first number of the profile that cannot be. */
export function checkProfile({ models, others }: Profile): void {
  for (const [name, model] of Object.entries(models)) checkModel(`profile.models["${name}"]`, model);
  checkModel('profile.others', others);
}

function checkModel(path: string, { errorRate, episodes, latency, errorLatency }: ModelProfile): void {
  const isShare = (value: number): boolean => value >= 0 && value <= 1;
  demand(`${path}.errorRate.healthy`, errorRate.healthy, isShare, 'from 0 to 1');
  for (const [slot, share] of (errorRate.healthyBySlot ?? []).entries()) {
    demand(`${path}.errorRate.healthyBySlot[${slot}]`, share, isShare, 'from 0 to 1');
  }
  demand(`${path}.errorRate.overloaded`, errorRate.overloaded, isShare, 'from 0 to 1');
  checkLatency(`${path}.latency`, latency);
  checkLatency(`${path}.errorLatency`, errorLatency);
  if (episodes === undefined) return;
  const [shortest, longest] = episodes.durationMinutes;
  demand(`${path}.episodes.durationMinutes[0]`, shortest, (value) => value > 0, 'above 0');
  demand(`${path}.episodes.durationMinutes[1]`, longest, (value) => value >= shortest, 'the first or more');
  for (const [slot, hazard] of episodes.hazardPerMinute.entries()) {
    demand(`${path}.episodes.hazardPerMinute[${slot}]`, hazard, (value) => value >= 0, '0 or more');
  }
}

function checkLatency(path: string, { medianMs, p95Ms }: Latency): void {
  demand(`${path}.medianMs`, medianMs, (value) => value > 0, 'above 0');
  demand(`${path}.p95Ms`, p95Ms, (value) => value >= medianMs, 'the median or more');
}

function demand(path: string, value: number, fits: (value: number) => boolean, range: string): void {
  if (Number.isFinite(value) && fits(value)) return;
  throw new SimulatorOptionsError(`${path} is ${String(value)}, but must be ${range}.`);
}
