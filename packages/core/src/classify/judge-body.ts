import type { Evidence } from '../outcome.ts';
import { carriesError, judgeAnswer, type Answer } from './answer.ts';
import { readTextBody } from './body-text.ts';
import { headerReader } from './header.ts';
import { outcomeRules } from './rules-outcome.ts';
import { inspectedChars } from './safe-read.ts';

/** What the body of a 2xx came to. A body that nobody looked at is taken for what was asked for. */
export function judgeBody({ body, phase, headers }: Evidence): Answer {
  if (body === undefined) return 'ok';
  if (body === null) return { rule: outcomeRules.nothing, field: 'body' };
  if (typeof body !== 'string') return judgeAnswer(body, phase);
  const text = readTextBody(body);
  switch (text.form) {
    case 'empty':
      return { rule: outcomeRules.nothing, field: 'body' };
    case 'html':
      return { rule: outcomeRules.html, field: 'body' };
    case 'json':
      return judgeAnswer(text.value, phase);
    case 'events':
      return text.events.some(({ event, value }) => event === 'error' || carriesError(value))
        ? 'error'
        : 'ok';
    case 'text': {
      const type = headerReader(headers)('content-type')?.toLowerCase() ?? '';
      if (type.startsWith('text/html')) return { rule: outcomeRules.html, field: 'content-type' };
      // A long body was looked at in part, so that it does not parse says nothing.
      const whole = body.length < inspectedChars;
      return type.includes('json') && whole ? { rule: outcomeRules.notJson, field: 'body' } : 'ok';
    }
  }
}
