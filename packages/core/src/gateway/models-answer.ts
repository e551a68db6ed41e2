import type { Engine } from './engine.ts';

/** The chain as OpenAI's list of models. No upstream is asked; names are the public ones. */
export function modelsAnswer<M extends string>(
  engine: Pick<Engine<M>, 'models' | 'target'>,
  method: string,
): Response {
  const data = engine.models.map((model) => {
    const { publicName, vendor = 'failsoft' } = engine.target(model);
    // No date is known; SDKs want a number.
    return { id: publicName, object: 'model', created: 0, owned_by: vendor };
  });
  const headers = { 'content-type': 'application/json' };
  return new Response(method === 'HEAD' ? null : JSON.stringify({ object: 'list', data }), { headers });
}
