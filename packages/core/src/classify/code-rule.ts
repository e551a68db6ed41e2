import { plainCode, type Layer } from './layer.ts';
import { applies, statusFor, type Finding, type Rule } from './rule.ts';

/** A rule about the names that upstreams give their errors. Spelling does not matter: `rate_limit` is `RateLimit`. */
export interface CodeRule extends Rule {
  readonly codes?: readonly string[];
  /** Matched against the code in lower case, letters and digits only. */
  readonly family?: RegExp;
}

const mostRemembered = 500;

/** Finds the rule of a code: the innermost layer first, then the most specific code of it. */
export function codeFinder(
  rules: readonly CodeRule[],
  silent: readonly string[],
): (layers: readonly Layer[], status: number | undefined) => Finding | undefined {
  const exact = new Map<string, CodeRule[]>();
  for (const rule of rules) {
    for (const code of rule.codes ?? []) {
      const key = plainCode(code);
      exact.set(key, [...(exact.get(key) ?? []), rule]);
    }
  }
  // Codes that are common and decide nothing here: no family is tried on them.
  for (const code of silent) if (!exact.has(plainCode(code))) exact.set(plainCode(code), []);

  // Upstreams use few names, again and again: which rules know a name is worth remembering.
  const remembered = new Map<string, readonly CodeRule[]>();

  function rulesFor(key: string): readonly CodeRule[] {
    const known = exact.get(key) ?? remembered.get(key);
    if (known !== undefined) return known;
    const found = /^\d*$/.test(key) ? [] : rules.filter((rule) => rule.family?.test(key));
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, found);
    return found;
  }

  return (layers, status) => {
    for (const layer of layers) {
      const told = statusFor(layer, status);
      for (const code of layer.codes) {
        const rule = rulesFor(code.plain).find((each) => applies(each, told));
        if (rule !== undefined) return { rule, field: code.field };
      }
    }
    return undefined;
  };
}
