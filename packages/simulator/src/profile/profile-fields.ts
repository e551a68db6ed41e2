import type { Latency, ModelProfile, Profile } from './model-profile.ts';

/** The names of the fields of an object. */
export type Known<T> = Readonly<Record<keyof T, true>>;

type Part<Name extends keyof ModelProfile> = Known<NonNullable<ModelProfile[Name]>>;

/** Every field of a profile, part by part: one that is added to a type and not here does not compile. */
export const fieldsOf: {
  readonly profile: Known<Profile>;
  readonly vendorOutages: Known<NonNullable<Profile['vendorOutages']>>;
  readonly model: Known<ModelProfile>;
  readonly errorRate: Part<'errorRate'>;
  readonly episodes: Part<'episodes'>;
  readonly latency: Known<Latency>;
  readonly slowErrors: Part<'slowErrors'>;
  readonly slowdown: Part<'slowdown'>;
  readonly quota: Part<'quota'>;
} = {
  profile: { name: true, models: true, others: true, vendorOutages: true },
  vendorOutages: { perDay: true, durationMinutes: true, models: true, source: true },
  model: {
    errorRate: true,
    episodes: true,
    latency: true,
    errorLatency: true,
    slowErrors: true,
    hangShare: true,
    serverErrorRate: true,
    slowdown: true,
    quota: true,
    source: true,
  },
  errorRate: { healthy: true, overloaded: true, healthyBySlot: true },
  episodes: { hazardPerMinute: true, durationMinutes: true },
  latency: { medianMs: true, p95Ms: true },
  slowErrors: { share: true, latency: true },
  slowdown: { factor: true, rampMinutes: true },
  quota: { requests: true, windowSeconds: true },
};
