import { InvalidOptionsError } from '../errors.ts';
import type { GateKeys } from '../gate/gate.ts';
import { assertKnownKeys, describe } from '../options-check.ts';
import { checkApiKey, checkSpec } from './check-spec.ts';
import { imageFamilyOf } from './image-family.ts';
import type { ApiKey, ModelOptions, ModelSpec, ModelTarget } from './model-spec.ts';

/** What the whole chain says of where its models live. */
interface ChainDefaults {
  readonly models: readonly ModelSpec[];
  readonly baseURL?: string | undefined;
  readonly apiKey?: ApiKey | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A model of the chain, resolved. */
interface ResolvedModel<M extends string> {
  readonly target: ModelTarget<M>;
  readonly spec: ModelOptions;
  readonly gateKeys: GateKeys;
}

const known: Record<keyof ModelOptions, true> = {
  name: true,
  upstreamModel: true,
  baseURL: true,
  apiKey: true,
  vendor: true,
  fetch: true,
  adapt: true,
  supports: true,
  medianMs: true,
  price: true,
  publicName: true,
  breaker: true,
};

// Node's own fetch copies each body that it sends, a tenth of what a small call costs, unless a redirect is an error.
// Elsewhere nothing is won, and Workers know no `error`.
const runtime: { readonly navigator?: { readonly userAgent?: string } } = globalThis;
const ofGlobalFetch = runtime.navigator?.userAgent?.startsWith('Node.js/') === true ? 'error' : 'manual';

/** Fills in the chain's defaults. @throws InvalidOptionsError */
export function resolveTargets<M extends string>(defaults: ChainDefaults): ResolvedModel<M>[] {
  const { models } = defaults;
  if (!Array.isArray(models) || models.length === 0) {
    throw new InvalidOptionsError(`models is ${describe(models)}, but must be a list of at least one model.`);
  }
  checkApiKey(defaults.apiKey);
  const keys: ApiKey[] = [];
  const names = new Set<string>();

  const resolved = models.map((given: ModelSpec): ResolvedModel<M> => {
    const spec: ModelOptions = typeof given === 'string' ? { name: given } : given;
    assertKnownKeys('a model', spec, Object.keys(known));
    if (typeof spec.name !== 'string' || spec.name === '') {
      throw new InvalidOptionsError(
        `A model's name is ${describe(spec.name)}, but must be a string such as "gpt-image-1.5".`,
      );
    }
    if (names.has(spec.name)) {
      throw new InvalidOptionsError(
        `models names "${spec.name}" twice. Give one of them another name and an upstreamModel.`,
      );
    }
    names.add(spec.name);
    checkSpec(spec);
    const baseURL = checkedBaseURL(spec.baseURL ?? defaults.baseURL);
    // A vendor's key goes to that vendor alone: the chain's key stays with the chain's baseURL.
    const apiKey = spec.apiKey ?? (spec.baseURL === undefined ? defaults.apiKey : undefined);
    const family = imageFamilyOf(spec.upstreamModel ?? spec.name);
    // Looked up at each call, so that a test's interception of the global fetch is seen.
    const download = defaults.fetch ?? ((input, init) => globalThis.fetch(input, init));
    const target: ModelTarget<M> = {
      // The literal names of L; resolveTargets sees them as strings.
      name: spec.name as M,
      upstreamModel: spec.upstreamModel ?? spec.name,
      publicName: spec.publicName ?? spec.name,
      baseURL,
      apiKey,
      fetch: spec.fetch ?? download,
      redirect: spec.fetch === undefined && defaults.fetch === undefined ? ofGlobalFetch : 'manual',
      adapt: spec.adapt,
      vendor: spec.vendor,
      supports: spec.supports ?? family?.supports,
      family,
      download,
    };
    const origin = baseURL === undefined ? undefined : new URL(baseURL).origin;
    // Of calls that others make nobody knows the key or the place, so no model rests for another's, unless both
    // are said to be of one vendor.
    const place = origin ?? spec.vendor ?? spec.name;
    return {
      target,
      spec,
      gateKeys: { model: target.name, origin: place, credential: `${place} ${labelOf(apiKey, keys)}` },
    };
  });
  assertDistinct(resolved.map(({ target }) => target));
  return resolved;
}

// A client asks by either name, so one name must mean one model.
function assertDistinct(targets: readonly Pick<ModelTarget, 'name' | 'publicName'>[]): void {
  for (const { name, publicName } of targets) {
    const other = targets.find(
      (each) => each.name !== name && [each.name, each.publicName].includes(publicName),
    );
    if (other === undefined) continue;
    throw new InvalidOptionsError(
      `publicName ${describe(publicName)} of model ${describe(name)} is also a name of model ${describe(other.name)}. Give it another.`,
    );
  }
}

/** A number that stands for a key: the key itself stays out of every map and message. */
function labelOf(apiKey: ApiKey | undefined, keys: ApiKey[]): number {
  if (apiKey === undefined) return -1;
  if (!keys.includes(apiKey)) keys.push(apiKey);
  return keys.indexOf(apiKey);
}

function checkedBaseURL(baseURL: string | undefined): string | undefined {
  if (baseURL === undefined) return undefined;
  if (!URL.canParse(baseURL) || !/^https?:/.test(baseURL)) {
    throw new InvalidOptionsError(
      `baseURL is ${describe(baseURL)}, but must be a URL such as "https://api.example.com/v1".`,
    );
  }
  const { username, password } = new URL(baseURL);
  if (username !== '' || password !== '') {
    throw new InvalidOptionsError(
      'baseURL holds a user name or password, which fetch refuses. Give the key as apiKey.',
    );
  }
  return baseURL.replace(/\/+$/, '');
}
