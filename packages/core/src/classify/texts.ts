import { accountTexts } from './texts-account.ts';
import { capacityTexts } from './texts-capacity.ts';
import { healthTexts } from './texts-health.ts';
import { requestTexts } from './texts-request.ts';
import type { TextRule } from './text-rule.ts';

const walls = capacityTexts.slice(0, -2);
const capacity = capacityTexts.slice(-2);

/** All rules about texts, in order of precedence. */
export const textRules: readonly TextRule[] = [
  ...walls,
  ...accountTexts,
  ...capacity,
  ...requestTexts,
  ...healthTexts,
];
