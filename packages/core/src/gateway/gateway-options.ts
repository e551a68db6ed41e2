import { InvalidOptionsError } from '../errors.ts';
import { assertKnownKeys, assertNumber, describe } from '../options-check.ts';
import { maxBodyBytes } from './read-body.ts';

/** What `gateway(models, options)` and `models.handle(request, options)` take. */
export interface GatewayOptions {
  /** Only paths below it are ours, such as `/v1`. @default '' */
  readonly prefix?: string;
  /**
  Who may come in. `false` is answered with 401, a `Response` with that response.

  A gateway that holds a key spends its owner's money for everybody who reaches it. Look at the headers;
  whoever wants the body reads `request.clone()`.

  @default everybody, with one warning when the chain has a key
  */
  readonly authorize?: (request: Request) => boolean | Response | Promise<boolean | Response>;
  /**
  Whose credentials the upstream sees. `'replace'`: the chain's alone. `'passthrough'`: the client's
  `authorization`, `x-goog-api-key` and cookies go to the primary's origin, for models without a key of their own,
  and with them the headers that choose an account, such as `openai-organization`.

  @default 'replace'
  */
  readonly credentials?: 'replace' | 'passthrough';
  /**
  A model that is not in the chain: `'refuse'` answers 404, `'pass'` hands the request to the primary's
  upstream as it is, without failover.

  @default 'refuse'
  */
  readonly unknownModel?: 'refuse' | 'pass';
  /** The largest request body, in bytes; a larger one is answered with 413. @default 67_108_864 (64 MiB) */
  readonly maxBodyBytes?: number;
  /** Names of further request headers that go upstream, beside those every upstream needs. @default [] */
  readonly forwardHeaders?: readonly string[];
}

/** The same with every default filled in. */
export interface GatewaySettings extends Required<Omit<GatewayOptions, 'authorize' | 'forwardHeaders'>> {
  readonly authorize: GatewayOptions['authorize'];
  /** Lower case. */
  readonly forwardHeaders: ReadonlySet<string>;
}

// A new option that is missing here does not compile.
const known: Record<keyof GatewayOptions, true> = {
  prefix: true,
  authorize: true,
  credentials: true,
  unknownModel: true,
  maxBodyBytes: true,
  forwardHeaders: true,
};

const resolved = new WeakMap<GatewayOptions, GatewaySettings>();
const none: GatewayOptions = {};

/** Checks the options once per object. @throws InvalidOptionsError naming the option, the value and the remedy. */
export function gatewaySettings(options: GatewayOptions = none): GatewaySettings {
  const before = typeof options === 'object' && options !== null ? resolved.get(options) : undefined;
  if (before !== undefined) return before;
  assertKnownKeys('gateway', options, Object.keys(known));
  const { prefix = '', credentials = 'replace', unknownModel = 'refuse', authorize } = options;
  assertPrefix(prefix);
  assertOneOf('credentials', credentials, ['replace', 'passthrough']);
  assertOneOf('unknownModel', unknownModel, ['refuse', 'pass']);
  if (authorize !== undefined && typeof authorize !== 'function')
    throw new InvalidOptionsError(
      `authorize is ${describe(authorize)}, but must be a function of the request.`,
    );
  const limit = options.maxBodyBytes ?? maxBodyBytes;
  assertNumber('maxBodyBytes', limit, { above: 0, whole: true, hint: 'It is in bytes.' });
  const settings: GatewaySettings = {
    prefix,
    credentials,
    unknownModel,
    authorize,
    maxBodyBytes: limit,
    forwardHeaders: new Set(listOf(options.forwardHeaders).map(headerName)),
  };
  resolved.set(options, settings);
  return settings;
}

function assertPrefix(prefix: unknown): void {
  if (typeof prefix === 'string' && (prefix === '' || prefix.startsWith('/'))) return;
  throw new InvalidOptionsError(`prefix is ${describe(prefix)}, but must be a path such as "/v1".`);
}

function listOf(names: unknown = []): readonly unknown[] {
  if (Array.isArray(names)) return names;
  throw new InvalidOptionsError(
    `forwardHeaders is ${describe(names)}, but must be a list such as ["x-request-id"].`,
  );
}

// These would hand the client's credentials over, or lie about the message.
const unforwardable =
  /^(?:authorization|cookie|host|content-length|content-encoding|transfer-encoding|connection|x-goog-api-key|api-key)$/;

function headerName(name: unknown): string {
  if (
    typeof name === 'string' &&
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
    !unforwardable.test(name.toLowerCase())
  )
    return name.toLowerCase();
  throw new InvalidOptionsError(
    `forwardHeaders names ${describe(name)}, but must name request headers such as "x-request-id". For the client's credentials write credentials: 'passthrough'.`,
  );
}

function assertOneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (choices.some((choice) => choice === value)) return;
  const allowed = choices.map((choice) => describe(choice)).join(' or ');
  throw new InvalidOptionsError(`${name} is ${describe(value)}, but must be ${allowed}.`);
}
