import { SimulatorOptionsError } from '../errors.ts';
import type { Profile } from '../profile/model-profile.ts';
import type { StandIns } from './world.ts';

/** A name that stands for no model of the profile would behave like its `others`, and nobody would notice. */
export function checkStandIns(behaveLike: StandIns, profile: Profile): void {
  for (const [name, model] of Object.entries(behaveLike)) {
    if (Object.hasOwn(profile.models, model)) continue;
    throw new SimulatorOptionsError(
      `behaveLike.${name} is ${JSON.stringify(model)}, which is no model of the profile ${profile.name}. ` +
        `There are: ${Object.keys(profile.models).join(', ')}.`,
    );
  }
}

/** Without its overloads every configuration would survive, and the verdict would be worth nothing. */
export function checkPrimary(primary: string, profile: Profile, behaveLike: StandIns): void {
  const name = behaveLike[primary] ?? primary;
  if (Object.hasOwn(profile.models, name)) return;
  const [known = ''] = Object.keys(profile.models);
  throw new SimulatorOptionsError(
    `The chain begins with ${JSON.stringify(name)}, and the profile ${profile.name} does not know when it is overloaded. ` +
      `Say which model it behaves like: behaveLike: { ${JSON.stringify(primary)}: ${JSON.stringify(known)} }.`,
  );
}
