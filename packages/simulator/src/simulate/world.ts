import { vendorOutages } from '../episodes/vendor-outages.ts';
import { statusOf } from '../faults/fault.ts';
import type { Profile } from '../profile/model-profile.ts';
import type { Fate } from '../upstream/fate.ts';
import { createSimulatedModel, type SimulatedModel } from '../upstream/simulated-model.ts';

/** Which model of the profile a name behaves like. */
export type StandIns = Readonly<Record<string, string>>;

/** The upstream of one run: models by name, each made when first asked for. */
export interface World {
  /** Names that were asked for and that the profile does not know: they behave like its `others`. */
  readonly unknown: ReadonlySet<string>;
  model(name: string): SimulatedModel;
  /**
   * What becomes of a request's next call of a model. The draws belong to the request, the model and the try,
   * so that every policy meets the same luck.
   */
  call(requestId: number, name: string, tries: Map<string, number>, moment: number): Fate;
}

// More tries of one model for one request share the draws of the last.
const MOST_TRIES = 16;

export function createWorld(profile: Profile, seed: number, behaveLike: StandIns = {}): World {
  const wider = vendorOutages(profile, seed);
  const models = new Map<string, SimulatedModel>();
  const unknown = new Set<string>();

  function model(asked: string): SimulatedModel {
    const name = Object.hasOwn(behaveLike, asked) ? (behaveLike[asked] ?? asked) : asked;
    const known = models.get(name);
    if (known !== undefined) return known;
    const own = Object.hasOwn(profile.models, name) ? profile.models[name] : undefined;
    if (own === undefined) unknown.add(asked);
    const made = createSimulatedModel(name, own ?? profile.others, {
      seed,
      latency: undefined,
      vendor: wider.holds(name) ? wider.source : undefined,
    });
    models.set(name, made);
    return made;
  }

  return {
    unknown,
    model,
    call(requestId, name, tries, moment) {
      const nth = tries.get(name) ?? 0;
      tries.set(name, nth + 1);
      const id = requestId * MOST_TRIES + Math.min(nth, MOST_TRIES - 1);
      return model(name).arrive({ moment: Math.floor(moment), id });
    },
  };
}

/** True for a fate that ends with a picture. */
export const succeeds = (fate: Fate): boolean => fate.fault === undefined;

/** True for a fate that never answers. */
export const hangs = (fate: Fate): boolean => fate.fault !== undefined && statusOf(fate.fault) === 0;
