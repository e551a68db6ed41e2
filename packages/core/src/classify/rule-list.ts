import { decisiveCodes } from './codes-decisive.ts';
import { generalCodes } from './codes-general.ts';
import { nodeCodes } from './codes-node.ts';
import type { Rule } from './rule.ts';
import { finishReasons, outcomeRules } from './rules-outcome.ts';
import { statusRules } from './rules-status.ts';
import { overridingTexts } from './texts-account.ts';
import { weakTexts } from './texts-health.ts';
import { textRules } from './texts.ts';

/** Every rule of the classifier, in order of precedence, for documentation and tests. */
export const ruleList: readonly { readonly title: string; readonly rules: readonly Rule[] }[] = [
  {
    title: 'Aborts, answers and streams',
    rules: [...new Set([...Object.values(outcomeRules), ...finishReasons.values()])],
  },
  { title: 'Texts that beat a code', rules: overridingTexts },
  { title: 'Codes that decide', rules: decisiveCodes },
  { title: 'Codes of connections', rules: nodeCodes },
  { title: 'Texts', rules: textRules },
  { title: 'Codes that name a class', rules: generalCodes },
  { title: 'Texts that say next to nothing', rules: weakTexts },
  { title: 'Statuses', rules: statusRules },
];
