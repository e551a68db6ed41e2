import type { Engine } from './engine.ts';

/**
 * The model asked for, then the rest of the chain. None, or `auto`, leaves the choice to the chain;
 * undefined: it is not in the chain.
 */
export function orderFor<M extends string>(
  engine: Pick<Engine<M>, 'models' | 'target'>,
  asked: string | undefined,
): readonly M[] | undefined {
  const { models } = engine;
  if (asked === undefined || asked === '' || asked === 'auto') return models;
  const first = models.find((model) => model === asked || engine.target(model).publicName === asked);
  return first === undefined ? undefined : [first, ...models.filter((model) => model !== first)];
}
