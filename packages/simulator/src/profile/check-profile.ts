import { checkObject } from '../check-object.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';
import type { Latency, ModelProfile, Profile } from './model-profile.ts';

/** Throws a SimulatorOptionsError that names the first part of the profile that cannot be. */
export function checkProfile({ models, others, vendorOutages }: Profile): void {
  checkObject('profile.models', models, '{ "of-our-own": calmProfile.others }');
  for (const [name, model] of Object.entries(models)) checkModel(`profile.models["${name}"]`, model);
  checkModel('profile.others', others);
  if (vendorOutages === undefined) return;
  demand('profile.vendorOutages.perDay', vendorOutages.perDay, isNotNegative, '0 or more');
  checkDurations('profile.vendorOutages', vendorOutages.durationMinutes);
}

function checkModel(path: string, model: ModelProfile): void {
  checkObject(path, model, 'calmProfile.others');
  const { errorRate, episodes, latency, errorLatency, slowErrors, quota, slowdown } = model;
  checkObject(`${path}.errorRate`, errorRate, '{ healthy: 0.03, overloaded: 0.95 }');
  checkShare(`${path}.errorRate.healthy`, errorRate.healthy);
  checkSlots(`${path}.errorRate.healthyBySlot`, errorRate.healthyBySlot ?? [], isShare, 'from 0 to 1');
  checkShare(`${path}.errorRate.overloaded`, errorRate.overloaded);
  checkShare(`${path}.hangShare`, model.hangShare ?? 0);
  checkShare(`${path}.serverErrorRate`, model.serverErrorRate ?? 0);
  checkLatency(`${path}.latency`, latency);
  checkLatency(`${path}.errorLatency`, errorLatency);
  if (slowErrors !== undefined) {
    checkShare(`${path}.slowErrors.share`, slowErrors.share);
    checkLatency(`${path}.slowErrors.latency`, slowErrors.latency);
  }
  if (slowdown !== undefined) {
    demand(`${path}.slowdown.factor`, slowdown.factor, isPositive, 'above 0');
    demand(`${path}.slowdown.rampMinutes`, slowdown.rampMinutes, isNotNegative, '0 or more');
  }
  if (quota !== undefined) {
    demand(`${path}.quota.requests`, quota.requests, isNotNegative, '0 or more');
    demand(`${path}.quota.windowSeconds`, quota.windowSeconds, isPositive, 'above 0');
  }
  if (episodes === undefined) return;
  checkDurations(`${path}.episodes`, episodes.durationMinutes);
  checkSlots(`${path}.episodes.hazardPerMinute`, episodes.hazardPerMinute, isNotNegative, '0 or more');
}

function checkLatency(path: string, latency: Latency): void {
  checkObject(path, latency, '{ medianMs: 9000, p95Ms: 20000 }');
  const { medianMs, p95Ms } = latency;
  demand(`${path}.medianMs`, medianMs, isPositive, 'above 0');
  demand(`${path}.p95Ms`, p95Ms, (value) => value >= medianMs, 'the median or more');
}

function checkDurations(path: string, durations: readonly [number, number]): void {
  checkList(`${path}.durationMinutes`, durations, '[30, 120]');
  const [shortest, longest] = durations;
  demand(`${path}.durationMinutes[0]`, shortest, isPositive, 'above 0');
  demand(`${path}.durationMinutes[1]`, longest, (value) => value >= shortest, 'the first or more');
}

function checkSlots(path: string, slots: readonly number[], fits: Fits, range: string): void {
  checkList(path, slots, '[0.01]');
  for (const [slot, value] of slots.entries()) demand(`${path}[${slot}]`, value, fits, range);
}

function checkList(path: string, value: unknown, example: string): void {
  if (Array.isArray(value)) return;
  throw new SimulatorOptionsError(`${path} is ${show(value)}, but must be a list such as ${example}.`);
}

const checkShare = (path: string, value: number): void => demand(path, value, isShare, 'from 0 to 1');

type Fits = (value: number) => boolean;

const isShare: Fits = (value) => value >= 0 && value <= 1;
const isPositive: Fits = (value) => value > 0;
const isNotNegative: Fits = (value) => value >= 0;

function demand(path: string, value: number, fits: Fits, range: string): void {
  if (Number.isFinite(value) && fits(value)) return;
  throw new SimulatorOptionsError(`${path} is ${String(value)}, but must be ${range}.`);
}
