import { simulate } from '@failsoft/simulator';
import { expect, test } from 'vitest';
import failover from './models.ts';

test('our configuration survives the documented peak hours', { timeout: 60_000 }, async () => {
  const report = await simulate({ failover, days: 2, rps: 0.05 });
  expect(report.successRate).toBeGreaterThan(0.9999);
  expect(report.primaryShare).toBeGreaterThan(0.9);
  expect(report.verdict).toContain('survives');
});
