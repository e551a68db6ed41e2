import { bench, do_not_optimize, run, summary } from 'mitata';
import { classify, type Evidence } from '@failsoft/core';

// Beside parsing the same body, which every proxy does anyway. `node benchmarks/classify.ts`

const overloaded = JSON.stringify({
  error: {
    message:
      'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.',
    code: 'upstream_error',
    status: 503,
  },
});
const gemini = JSON.stringify({
  error: {
    code: 429,
    message:
      'You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_requests, limit: 10\nPlease retry in 22.9s.',
    status: 'RESOURCE_EXHAUSTED',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel', quotaValue: '10' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '22s' },
    ],
  },
});
const image = JSON.stringify({ created: 1, data: [{ b64_json: 'iVBORw0KGgo'.repeat(100) }] });
const chat = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Here you are.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const headers = new Headers({ 'content-type': 'application/json', 'x-request-id': '1' });

function beside(name: string, status: number, json: string): void {
  const evidence: Evidence = { status, headers, body: JSON.parse(json) };
  summary(() => {
    bench(`classify ${name}`, () => do_not_optimize(classify(evidence)));
    bench(`JSON.parse ${name}`, () => do_not_optimize(JSON.parse(json)));
  });
}

beside("the article's 503", 503, overloaded);
beside("a rate limit of Gemini's", 429, gemini);
beside('a healthy image', 200, image);
beside('a healthy chat', 200, chat);

await run();
