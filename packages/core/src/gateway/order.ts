import type { Engine } from './engine.ts';
import type { BadWish, Wishes } from './wishes.ts';

/** What a client asked for, and the order in which the chain tries to give it. */
export interface Order<M extends string> {
  readonly requested: M;
  readonly models: readonly M[];
  readonly failover: boolean;
}

const noWishes: Wishes = { failover: true, fallbacks: undefined };

/**
 * The model asked for, then the rest of the chain; undefined: it is not in the chain.
 *
 * None, `auto` (unless a model has this name) or the head leave the choice to the chain, so that a promoted model comes first. A client may
 * name the models that stand in; those must be of the chain too.
 */
export function orderFor<M extends string>(
  engine: Pick<Engine<M>, 'models' | 'order' | 'target'>,
  asked: string | undefined,
  { failover, fallbacks }: Wishes = noWishes,
): Order<M> | BadWish | undefined {
  const [head] = engine.models;
  const chosen =
    asked === undefined || asked === '' ? head : (named(asked) ?? (asked === 'auto' ? head : undefined));
  if (chosen === undefined) return undefined;
  if (fallbacks !== undefined) return narrowed(chosen, fallbacks);
  const models = engine.order();
  if (chosen === head) return { requested: chosen, models, failover };
  return { requested: chosen, models: [chosen, ...models.filter((model) => model !== chosen)], failover };

  function named(name: string): M | undefined {
    return engine.models.find((model) => model === name || engine.target(model).publicName === name);
  }
  function narrowed(requested: M, names: readonly string[]): Order<M> | BadWish {
    const rest: M[] = [];
    for (const name of names) {
      const model = named(name);
      if (model === undefined) {
        const message = `X-Fallback-Models names ${JSON.stringify(name.slice(0, 128))}, which is not in the chain of this gateway.`;
        return { header: 'X-Fallback-Models', message };
      }
      rest.push(model);
    }
    return { requested, models: [...new Set([requested, ...rest])], failover };
  }
}
