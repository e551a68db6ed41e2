import type { Code, Layer } from './layer.ts';
import { applies, type Finding, type Rule } from './rule.ts';

/** A rule about the names that upstreams give their errors. Spelling does not matter: `rate_limit` is `RateLimit`. */
export interface CodeRule extends Rule {
  readonly codes?: readonly string[];
  /** Matched against the code in lower case, letters and digits only. */
  readonly family?: RegExp;
}

/** Finds the rule of a code: the innermost layer first, then the most specific code of it. */
export function codeFinder(
  rules: readonly CodeRule[],
  silent: readonly string[],
): (layers: readonly Layer[], status: number | undefined) => Finding | undefined {
  const exact = new Map<string, CodeRule[]>();
  for (const rule of rules) {
    for (const code of rule.codes ?? []) {
      const key = plain(code);
      exact.set(key, [...(exact.get(key) ?? []), rule]);
    }
  }
  // Codes that are common and decide nothing here: no family is tried on them.
  for (const code of silent) if (!exact.has(plain(code))) exact.set(plain(code), []);

  function ruleOf({ value }: Code, status: number | undefined): CodeRule | undefined {
    const key = plain(value);
    const known = exact.get(key);
    if (known !== undefined) return known.find((rule) => applies(rule, status));
    if (/^\d*$/.test(key)) return undefined;
    return rules.find((rule) => rule.family?.test(key) === true && applies(rule, status));
  }

  return (layers, status) => {
    for (const layer of layers) {
      for (const code of layer.codes) {
        const rule = ruleOf(code, status);
        if (rule !== undefined) return { rule, field: code.field };
      }
    }
    return undefined;
  };
}

function plain(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
