import { expect, test } from 'vitest';
import { kinds } from './kinds.ts';
import { ruleList } from './rule-list.ts';
import { textFinder } from './text-rule.ts';
import { textRules } from './texts.ts';

const rules = ruleList.flatMap((group) => group.rules);

test('every rule says where it comes from and concludes a kind that the table knows', () => {
  for (const rule of rules) {
    expect(rule.source, rule.name).not.toBe('');
    expect(kinds.has(rule.kind), rule.name).toBe(true);
  }
});

test('one name means one rule', () => {
  const names = rules.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test.each(textRules.map((rule) => [rule.name, rule] as const))('%s finds its own example', (_, rule) => {
  const layer = {
    status: undefined,
    codes: [],
    text: rule.example,
    field: 'error',
    source: {},
    details: [],
    relayed: false,
    embedded: false,
  };
  const [match] = rule.only ?? [];
  const statuses = { '2xx': 200, '3xx': 300, '4xx': 400, '5xx': 500, none: undefined };
  const status = typeof match === 'string' ? statuses[match] : match;
  expect(textFinder([rule])([layer], status)?.rule.name).toBe(rule.name);
});

test('every repetition in a pattern has a bound, so that no text takes long', () => {
  for (const { name, pattern } of textRules)
    expect(pattern.source, name).not.toMatch(/(?:\\[wSsd]|[\].])[*+]/);
});

test('no pattern has a g or y flag, which would remember where it stopped', () => {
  for (const { name, pattern } of textRules) expect(pattern.flags, name).not.toMatch(/[gy]/);
});
