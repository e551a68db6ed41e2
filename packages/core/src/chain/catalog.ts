/** One image model of the article of 2026-02-19, sections 3 and 4. Grades run from 1 to 5; null: not given. */
export interface CatalogModel {
  readonly name: string;
  readonly vendor: string;
  readonly speed: number | null;
  readonly quality: number | null;
  readonly text: number | null;
  readonly stability: number | null;
  /** US dollars an image, from and to; null: not given as a number. */
  readonly price: readonly [from: number, to: number] | null;
  readonly knownFor: readonly ('quality' | 'speed' | 'text' | 'edits' | 'price' | 'logo')[];
}

// Source: the article, table of models. "Best" quality is 5; "very low" price is the vendor's list price.
export const catalog: readonly CatalogModel[] = [
  {
    name: 'gemini-3-pro-image-preview',
    vendor: 'google',
    speed: null,
    quality: 5,
    text: null,
    stability: null,
    price: null,
    knownFor: ['quality'],
  },
  {
    name: 'gemini-2.5-flash-image',
    vendor: 'google',
    speed: 5,
    quality: 4,
    text: 3,
    stability: 4,
    price: null,
    knownFor: ['speed'],
  },
  {
    name: 'seedream-4.5',
    vendor: 'bytedance',
    speed: 3,
    quality: 5,
    text: 5,
    stability: 4,
    price: [0.04, 0.04],
    knownFor: ['text'],
  },
  {
    name: 'gpt-image-1.5',
    vendor: 'openai',
    speed: 4,
    quality: 5,
    text: 5,
    stability: 4,
    price: [0.04, 0.12],
    knownFor: ['text', 'edits'],
  },
  {
    name: 'flux-2-pro',
    vendor: 'black-forest-labs',
    speed: 3,
    quality: 4,
    text: 3,
    stability: 4,
    price: [0.03, 0.03],
    knownFor: ['price'],
  },
  {
    name: 'recraft-v4',
    vendor: 'recraft',
    speed: 3,
    quality: 5,
    text: 4,
    stability: 4,
    price: [0.04, 0.04],
    knownFor: ['logo'],
  },
];

/** What a ranking may go by. */
export type Ranking = 'text' | 'speed' | 'price' | 'quality' | 'logo' | 'edits';

/**
 * The catalog's models, best first. Models without the grade come last; ties keep the article's order.
 *
 * @example
 * rankModels({ by: 'price' })[0]?.name; // 'flux-2-pro'
 */
export function rankModels(options: { readonly by: Ranking }): CatalogModel[] {
  const { by } = options;
  const score = (model: CatalogModel): number => {
    const speciality = model.knownFor.includes(by) ? 0.5 : 0;
    switch (by) {
      case 'price':
        return model.price === null ? -Infinity : -model.price[0];
      case 'text':
      case 'speed':
      case 'quality':
        return (model[by] ?? (speciality > 0 ? 5 : -Infinity)) + speciality;
      case 'logo':
      case 'edits':
        return speciality;
    }
  };
  return [...catalog].sort((a, b) => score(b) - score(a));
}
