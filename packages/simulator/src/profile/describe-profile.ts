import { resolveProfile } from '../options.ts';
import type { Profile } from './model-profile.ts';
import type { ProfileName } from './named-profiles.ts';

/** A profile in sentences. */
export interface ProfileDescription {
  /** What fails under it. */
  readonly does: string;
  /** Which of its numbers are documented; empty for a profile that is not failsoft's. */
  readonly source: string;
}

const OVERLOADS = 'The overloads follow the documented hours and lengths';
const CHOICES =
  'All other numbers are choices: how often a call fails inside and outside of an overload, when within an hour one begins, what other models do.';

const descriptions: Readonly<Record<ProfileName, ProfileDescription>> = {
  documented: { does: `${OVERLOADS}; in one of them nearly every request fails.`, source: CHOICES },
  calm: {
    does: 'There are no overloads: nothing fails but what is ordered.',
    source: 'How long answers take is documented in part, and guessed in part.',
  },
  iid: {
    does: 'There are no overloads: each request fails by itself, as often as at its hour of the documented day.',
    source:
      'Documented are the rates of gemini-3-pro-image-preview by the hour; all other numbers are choices.',
  },
  partial: {
    does: `${OVERLOADS}; in one of them six requests of ten fail, and four get through.`,
    source: CHOICES,
  },
  harsh: {
    does: `${OVERLOADS}; hangs, slow errors, slow answers, 500s, a quota and outages of the whole vendor come along.`,
    source: CHOICES,
  },
};

/** Whether there are overloads at all, of a model or of its vendor. */
export function hasOverloads(name: ProfileName): boolean {
  const { models, vendorOutages } = resolveProfile(name);
  return vendorOutages !== undefined || Object.values(models).some(({ episodes }) => episodes !== undefined);
}

/** What a profile does. One that is handed over is known by its name alone, whatever it was made of. */
export function describeProfile(profile: ProfileName | Profile): ProfileDescription {
  return typeof profile === 'string'
    ? descriptions[profile]
    : { does: `The upstream fails as the given profile, ${profile.name}, says.`, source: '' };
}
