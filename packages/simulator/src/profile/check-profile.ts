import { checkNames, checkObject } from '../check-object.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { show } from '../show.ts';
import type { Latency, ModelProfile, Profile } from './model-profile.ts';
import { fieldsOf, type Known } from './profile-fields.ts';

// A timeline is drawn to the millisecond: of shorter episodes, or of more of them, it would never come to an end.
const SHORTEST_MINUTES = 0.1;
const MOST_PER_MINUTE = 1_000;

/** Throws a SimulatorOptionsError that names the first part of the profile that cannot be. */
export function checkProfile(profile: Profile): void {
  checkFields('profile', profile, '{ name, models, others }', fieldsOf.profile);
  const { name, models, others, vendorOutages } = profile;
  if (typeof name !== 'string') refuse('profile.name', name, 'must be a text such as "ours"');
  checkObject('profile.models', models, '{ "of-our-own": calmProfile.others }');
  for (const [name, model] of Object.entries(models)) checkModel(`profile.models["${name}"]`, model);
  checkModel('profile.others', others);
  if (vendorOutages !== undefined) checkVendorOutages('profile.vendorOutages', vendorOutages);
}

function checkVendorOutages(path: string, outages: NonNullable<Profile['vendorOutages']>): void {
  checkFields(
    path,
    outages,
    '{ perDay: 0.5, durationMinutes: [15, 45], source: "a choice" }',
    fieldsOf.vendorOutages,
  );
  demand(`${path}.perDay`, outages.perDay, isNotNegative, '0 or more');
  checkDurations(path, outages.durationMinutes);
  const { models } = outages;
  if (models === undefined) return;
  checkList(`${path}.models`, models, '["seedream-4.5"]');
  for (const [index, model] of models.entries()) {
    if (typeof model !== 'string') refuse(`${path}.models[${index}]`, model, 'must be the name of a model');
  }
}

function checkModel(path: string, model: ModelProfile): void {
  checkFields(path, model, 'calmProfile.others', fieldsOf.model);
  const { errorRate, episodes, latency, errorLatency, slowErrors, quota, slowdown } = model;
  checkFields(`${path}.errorRate`, errorRate, '{ healthy: 0.03, overloaded: 0.95 }', fieldsOf.errorRate);
  const { healthy, overloaded, healthyBySlot = [] } = errorRate;
  checkShare(`${path}.errorRate.healthy`, healthy);
  checkSlots(`${path}.errorRate.healthyBySlot`, healthyBySlot, isShare, 'from 0 to 1');
  checkShare(`${path}.errorRate.overloaded`, overloaded);
  const { hangShare = 0, serverErrorRate = 0 } = model;
  checkShare(`${path}.hangShare`, hangShare);
  checkShare(`${path}.serverErrorRate`, serverErrorRate);
  checkLatency(`${path}.latency`, latency);
  checkLatency(`${path}.errorLatency`, errorLatency);
  if (slowErrors !== undefined) {
    const example = '{ share: 0.3, latency: { medianMs: 12000, p95Ms: 30000 } }';
    checkFields(`${path}.slowErrors`, slowErrors, example, fieldsOf.slowErrors);
    checkShare(`${path}.slowErrors.share`, slowErrors.share);
    checkLatency(`${path}.slowErrors.latency`, slowErrors.latency);
  }
  if (slowdown !== undefined) {
    checkFields(`${path}.slowdown`, slowdown, '{ factor: 2.5, rampMinutes: 5 }', fieldsOf.slowdown);
    demand(`${path}.slowdown.factor`, slowdown.factor, isPositive, 'above 0');
    demand(`${path}.slowdown.rampMinutes`, slowdown.rampMinutes, isNotNegative, '0 or more');
  }
  if (quota !== undefined) {
    checkFields(`${path}.quota`, quota, '{ requests: 120, windowSeconds: 60 }', fieldsOf.quota);
    demand(`${path}.quota.requests`, quota.requests, isNotNegative, '0 or more');
    demand(`${path}.quota.windowSeconds`, quota.windowSeconds, isPositive, 'above 0');
  }
  if (episodes === undefined) return;
  const example = '{ hazardPerMinute: [0.01], durationMinutes: [30, 120] }';
  checkFields(`${path}.episodes`, episodes, example, fieldsOf.episodes);
  checkDurations(`${path}.episodes`, episodes.durationMinutes);
  checkSlots(`${path}.episodes.hazardPerMinute`, episodes.hazardPerMinute, isHazard, 'from 0 to 1000');
}

function checkLatency(path: string, latency: Latency): void {
  checkFields(path, latency, '{ medianMs: 9000, p95Ms: 20000 }', fieldsOf.latency);
  const { medianMs, p95Ms } = latency;
  demand(`${path}.medianMs`, medianMs, isPositive, 'above 0');
  demand(`${path}.p95Ms`, p95Ms, (value) => value >= medianMs, 'the median or more');
}

function checkDurations(path: string, durations: readonly [number, number]): void {
  checkList(`${path}.durationMinutes`, durations, '[30, 120]');
  const [shortest, longest, ...more] = durations;
  demand(`${path}.durationMinutes[0]`, shortest, (value) => value >= SHORTEST_MINUTES, '0.1 or more');
  demand(`${path}.durationMinutes[1]`, longest, (value) => value >= shortest, 'the first or more');
  if (more.length === 0) return;
  refuse(`${path}.durationMinutes`, durations, 'must be the shortest and the longest, such as [30, 120]');
}

function checkSlots(path: string, slots: readonly number[], fits: Fits, range: string): void {
  checkList(path, slots, '[0.01]');
  for (const [slot, value] of slots.entries()) demand(`${path}[${slot}]`, value, fits, range);
}

function checkList(path: string, value: unknown, example: string): void {
  if (!Array.isArray(value)) refuse(path, value, `must be a list such as ${example}`);
}

function checkFields<T extends object>(path: string, value: T, example: string, known: Known<T>): void {
  checkObject(path, value, example);
  checkNames(`field of ${path}`, value, Object.keys(known));
}

const checkShare = (path: string, value: number): void => demand(path, value, isShare, 'from 0 to 1');

type Fits = (value: number) => boolean;

const isShare: Fits = (value) => value >= 0 && value <= 1;
const isPositive: Fits = (value) => value > 0;
const isNotNegative: Fits = (value) => value >= 0;
const isHazard: Fits = (value) => value >= 0 && value <= MOST_PER_MINUTE;

function demand(path: string, value: number, fits: Fits, range: string): void {
  if (!Number.isFinite(value) || !fits(value)) refuse(path, value, `must be ${range}`);
}

function refuse(path: string, value: unknown, problem: string): never {
  throw new SimulatorOptionsError(`${path} is ${show(value)}, but ${problem}.`);
}
