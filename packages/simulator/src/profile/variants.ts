import { overloadedShare } from '../episodes/overloaded-share.ts';
import { documentedProfile } from './documented-profile.ts';
import type { ModelProfile, Profile } from './model-profile.ts';

/**
 * The documented rates without episodes: at each time of day the same share of requests fails, each by
 * itself. A negative control; for a breaker it is another world.
 */
export const independentProfile = (): Profile =>
  vary('iid', ({ episodes, errorRate: { healthy, overloaded }, ...model }) => ({
    ...model,
    errorRate: {
      healthy,
      overloaded,
      ...(episodes === undefined
        ? {}
        : {
            healthyBySlot: overloadedShare(episodes).map((share) => healthy + (overloaded - healthy) * share),
          }),
    },
  }));

/**
 * Episodes that hit six requests of ten: some tiers and regions get through (a choice; discuss.ai.google.dev
 * 144598 saw one tier fail always and another never in the same minute).
 */
export const partialProfile = (): Profile =>
  vary('partial', (model) => ({ ...model, errorRate: { ...model.errorRate, overloaded: 0.6 } }));

// Choices, all of them: the article gives no rate for any of this. Hangs of 120 s were seen on a sibling
// model (discuss.ai.google.dev 144598, 2026-05).
const trouble = {
  slowErrors: { share: 0.3, latency: { medianMs: 12_000, p95Ms: 30_000 } },
  hangShare: 0.05,
  serverErrorRate: 0.003,
  slowdown: { factor: 2.5, rampMinutes: 5 },
  quota: { requests: 120, windowSeconds: 60 },
} satisfies Partial<ModelProfile>;

/** The documented overloads, and all that comes along: slow errors, hangs, 500s, quota, vendor-wide outages. */
export const harshProfile = (): Profile => ({
  ...vary('harsh', (model) => ({ ...model, ...trouble })),
  vendorOutages: {
    perDay: 0.5,
    durationMinutes: [15, 45],
    models: ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image'],
    source: 'a choice; the article knows such outages and gives no number',
  },
});

function vary(name: string, change: (model: ModelProfile) => ModelProfile): Profile {
  const { models, others } = documentedProfile;
  return {
    name,
    models: Object.fromEntries(Object.entries(models).map(([model, own]) => [model, change(own)])),
    others: change(others),
  };
}
