import { InvalidOptionsError } from '../errors.ts';
import { translate } from '../chain/image-parameters.ts';
import type { ImageFormat } from '../chain/image-family.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import type { ClientBody } from './client-body.ts';
import type { Route } from './routes.ts';

/** The body of one hop, and what of the client's wishes is not in it. */
export interface UpstreamBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly removed: readonly string[];
}

/**
 * Each hop gets its own model's name, and the parameters that this model takes.
 *
 * With `adapt` the owner's word stands in place of what is known of the family.
 */
export function upstreamBodies(
  route: Route,
  body: ClientBody,
  format: ImageFormat | undefined,
): (target: ModelTarget) => UpstreamBody {
  let fields: Readonly<Record<string, unknown>> | undefined;
  return ({ adapt, family, upstreamModel }) => {
    const { changes, removed } =
      adapt === undefined
        ? route.dialect === 'images' && family !== undefined
          ? translate(family, (name) => body.field(name), format)
          : { changes: new Map<string, unknown>(), removed: [] }
        : adapted((fields ??= body.fields()), adapt);
    // Where the path names the model, the body must not.
    changes.set('model', route.model === undefined ? upstreamModel : undefined);
    return { bytes: body.with(changes), removed };
  };
}

function adapted(
  fields: Readonly<Record<string, unknown>>,
  adapt: NonNullable<ModelTarget['adapt']>,
): { changes: Map<string, unknown>; removed: string[] } {
  // A copy for each: what one model's `adapt` changes must not reach the next model.
  const wanted = adapt(structuredClone(fields));
  // What JavaScript callers return: of a promise, or of nothing, an empty request would be made.
  if (
    typeof wanted !== 'object' ||
    wanted === null ||
    typeof (wanted as { then?: unknown }).then === 'function'
  )
    throw new InvalidOptionsError(
      'adapt must return the fields to send, at once: no promise, and not nothing.',
    );
  const changes = new Map<string, unknown>();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== fields[name] && JSON.stringify(value) !== JSON.stringify(fields[name]))
      changes.set(name, value);
  }
  const removed = Object.keys(fields).filter((name) => name !== 'model' && wanted[name] === undefined);
  for (const name of removed) changes.set(name, undefined);
  return { changes, removed };
}
