import type { Layer } from './layer.ts';
import { applies, statusFor, type Finding, type Rule } from './rule.ts';
import { eachStem, stemOf } from './words.ts';

/** A rule about what a message says. */
export interface TextRule extends Rule {
  /** The text has one of these words, or `han`: Chinese signs. Only then is the pattern tried. */
  readonly words: string;
  /** Matched against the text in lower case. */
  readonly pattern: RegExp;
  /** A text that the rule is for. A test sees to it that it finds it. */
  readonly example: string;
}

const readLayers = 6;
const readChars = 4 * 1024;

/** Finds the first rule, in the order of the list, that any layer's text satisfies; the innermost first. */
export function textFinder(
  rules: readonly TextRule[],
): (layers: readonly Layer[], status: number | undefined) => Finding | undefined {
  const byStem = new Map<string, number[]>();
  rules.forEach((rule, index) => {
    for (const stem of new Set(rule.words.split(' ').map(stemOf))) {
      byStem.set(stem, [...(byStem.get(stem) ?? []), index]);
    }
  });

  // One for all texts: a new array for each costs more than the search.
  const near = new Uint8Array(rules.length);

  return (layers, status) => {
    let best = rules.length;
    let field = '';
    for (const layer of layers.slice(0, readLayers)) {
      if (layer.text === '') continue;
      const text = layer.text.slice(0, readChars).toLowerCase();
      const told = statusFor(layer, status);
      near.fill(0);
      eachStem(text, (stem) => {
        for (const index of byStem.get(stem) ?? []) near[index] = 1;
      });
      for (let index = near.indexOf(1); index >= 0 && index < best; index = near.indexOf(1, index + 1)) {
        const rule = rules[index];
        if (rule !== undefined && applies(rule, told) && rule.pattern.test(text)) {
          best = index;
          field = `${layer.field}.message`;
        }
      }
    }
    const rule = rules[best];
    return rule === undefined ? undefined : { rule, field };
  };
}
