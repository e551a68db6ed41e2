import { calmProfile, documentedProfile } from './documented-profile.ts';
import type { Profile } from './model-profile.ts';
import { harshProfile, independentProfile, partialProfile } from './variants.ts';

export type ProfileName = 'documented' | 'calm' | 'iid' | 'partial' | 'harsh';

/** What `profile` may name. Made when asked for: some take a moment to compute. */
export const namedProfiles: Readonly<Record<ProfileName, () => Profile>> = {
  documented: () => documentedProfile,
  calm: () => calmProfile,
  iid: independentProfile,
  partial: partialProfile,
  harsh: harshProfile,
};

export const profileNames: readonly string[] = Object.keys(namedProfiles);

export function isProfileName(value: unknown): value is ProfileName {
  return typeof value === 'string' && Object.hasOwn(namedProfiles, value);
}
