import type { ModelTarget } from '../chain/model-spec.ts';
import type { Exchange } from './exchange.ts';
import { spliceModel } from './json-model.ts';

/** Each hop changes the model that is really sent. With `adapt` the body is parsed once for all hops. */
export function modelBodies<M extends string>({
  body,
  place,
}: Pick<Exchange<M>, 'body' | 'place'>): (target: ModelTarget<M>) => Uint8Array<ArrayBuffer> {
  let parsed: Readonly<Record<string, unknown>> | undefined;
  return ({ adapt, upstreamModel }) => {
    if (adapt === undefined) return spliceModel(body, place, upstreamModel);
    // findModel has seen that it is an object.
    parsed ??= JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    // A copy for each: what one model's `adapt` changes must not reach the next model.
    const adapted = { ...adapt(structuredClone(parsed)), model: upstreamModel };
    return new TextEncoder().encode(JSON.stringify(adapted));
  };
}
