import { writeFile } from 'node:fs/promises';
import { kinds } from '../packages/core/src/classify/kinds.ts';
import { ruleList } from '../packages/core/src/classify/rule-list.ts';
import type { Rule } from '../packages/core/src/classify/rule.ts';

// Writes docs/kinds.md from the rules. A test fails when the page differs from them.

const page = new URL('../docs/kinds.md', import.meta.url);

function yesNo(billed: boolean | null): string {
  return billed === null ? 'unknown' : billed ? 'yes' : 'no';
}

function span(range: readonly [number, number] | undefined): string {
  if (range === undefined) return '';
  const [from, to] = range.map((ms) => Math.round(ms / 60_000));
  return from === undefined || from < 1 ? `, up to ${to} min` : `, ${from}-${to} min`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function kindTable(): string[] {
  return [
    '| kind | meaning | scope | billed | action | counts | comes back |',
    '|---|---|---|---|---|---|---|',
    ...[...kinds.values()].map(
      ({ kind, meaning, scope, billed, action, counts, comesBack, expectedRecoveryMs }) =>
        `| \`${kind}\` | ${meaning} | ${scope} | ${yesNo(billed)} | ${action} | ${counts ? 'yes' : 'no'} | ${comesBack}${span(expectedRecoveryMs)} |`,
    ),
  ];
}

// A column says something only where the rule differs from its kind.
function differs(rule: Rule): string {
  return [
    rule.scope === undefined ? '' : `scope ${rule.scope}`,
    rule.billed === undefined ? '' : `billed ${yesNo(rule.billed)}`,
    rule.action ?? '',
    rule.counts === undefined ? '' : rule.counts ? 'counts' : 'does not count',
    rule.only === undefined ? '' : `only with ${rule.only.join(', ')}`,
    rule.never === undefined ? '' : `never with ${rule.never.join(', ')}`,
  ]
    .filter((text) => text !== '')
    .join('; ');
}

const ownRules = [
  '## Rules of your own',
  '',
  'A gateway of your own may say things that nobody else says. `classify` sees the evidence and the verdict of the',
  'rules above, and returns the one that counts:',
  '',
  '```ts',
  'createFailover({',
  "  models: ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image'],",
  '  classify: (evidence, builtIn) =>',
  "    evidence.status === 418 ? { ...builtIn, kind: 'overloaded', action: 'failover', countsAsFailure: true } : builtIn,",
  '});',
  '```',
];

/** The page as it should be. */
export function kindsPage(): string {
  const lines = [
    '# What went wrong: the kinds of failure',
    '',
    'Every answer of an upstream becomes one of these kinds. The kind decides whether the next model is asked, whether',
    "the breaker of the model counts it, and whether the caller gets the upstream's own answer. `scripts/kinds-page.ts`",
    'writes this page from the rules in `packages/core/src/classify/`.',
    '',
    ...kindTable(),
    '',
    '- **action**: `failover` asks the next model; `retry_then_failover` may ask the same model once more, at once;',
    "  `reject` gives the answer back to the caller. `reject` keeps the caller's own error object.",
    '- **counts**: whether the breaker of this model takes it as a failure. Accounts and configuration rest that',
    '  credential instead, for as long as the upstream asks.',
    '- **billed**: `no` where the vendor refused. A timeout or a broken connection may have been billed.',
    '',
    'What a rule says beats its kind. A rate limit that asks for at most 3 s is worth one retry; one that asks for more',
    'than 5 minutes is a quota. After the first output has reached the client nothing can be failed over:',
    '`stream_interrupted`, `reject`.',
    '',
    '## The rules, in order of precedence',
    '',
    'Who ended the call comes first, then what a 2xx carries, then codes (the innermost error first), then texts, then',
    'general codes, then the status. `verdict.rule` names the rule that decided, `verdict.explain` the field too.',
  ];
  for (const { title, rules } of ruleList) {
    lines.push('', `### ${title}`, '', '| rule | kind | unlike its kind | seen |', '|---|---|---|---|');
    for (const rule of rules) {
      lines.push(`| ${rule.name} | \`${rule.kind}\` | ${differs(rule)} | ${cell(rule.source)} |`);
    }
  }
  lines.push('', ...ownRules);
  return `${lines.join('\n')}\n`;
}

if (import.meta.main) await writeFile(page, kindsPage());
