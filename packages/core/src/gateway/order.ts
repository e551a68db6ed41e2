import type { Engine } from './engine.ts';

/** What a client asked for, and the order in which the chain tries to give it. */
export interface Order<M extends string> {
  readonly requested: M;
  readonly models: readonly M[];
}

/**
 * The model asked for, then the rest of the chain; undefined: it is not in the chain.
 *
 * None, `auto` or the head leave the choice to the chain, so that a promoted model comes first.
 */
export function orderFor<M extends string>(
  engine: Pick<Engine<M>, 'models' | 'order' | 'target'>,
  asked: string | undefined,
): Order<M> | undefined {
  const [head] = engine.models;
  const chosen = asked === undefined || asked === '' || asked === 'auto' ? head : named(asked);
  if (chosen === undefined) return undefined;
  const models = engine.order();
  if (chosen === head) return { requested: chosen, models };
  return { requested: chosen, models: [chosen, ...models.filter((model) => model !== chosen)] };

  function named(name: string): M | undefined {
    return engine.models.find((model) => model === name || engine.target(model).publicName === name);
  }
}
