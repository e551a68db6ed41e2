import { InvalidOptionsError } from '../errors.ts';
import { assertKnownKeys, describe } from '../options-check.ts';

/** What `failover` takes beside the chain. */
export interface HandleOptions<P extends string = 'failover'> {
  /**
  The handle's name on the request, `ctx.state` or `c.var`, when several chains are mounted.

  @default 'failover'
  */
  readonly property?: P;
}

// A new option that is missing here does not compile.
const known: Record<keyof HandleOptions, true> = { property: true };

/** The options with every default filled in. @throws InvalidOptionsError */
export function handleOptions(options: HandleOptions<string> = {}): Required<HandleOptions<string>> {
  assertKnownKeys('failover', options, Object.keys(known));
  const { property = 'failover' } = options;
  if (typeof property === 'string' && property !== '') return { property };
  throw new InvalidOptionsError(`property is ${describe(property)}, but must be a name such as "failover".`);
}
