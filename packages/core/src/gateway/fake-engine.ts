import { imageFamilyOf } from '../chain/image-family.ts';
import type { ModelTarget } from '../chain/model-spec.ts';
import { ChainExhaustedError, attachTrail } from '../errors.ts';
import { AnswerError } from '../failover/answer-error.ts';
import { endOf } from '../failover/stream-end.ts';
import { degradationHeaders } from '../headers/degradation-headers.ts';
import type { AttemptRecord, Evidence, FailureKind, Trail, Verdict } from '../outcome.ts';
import type { Engine } from './engine.ts';

/** For tests of the gateway alone: a plain loop over the models, and verdicts by status. */
export interface FakeEngine extends Engine<string> {
  readonly warnings: string[];
  readonly broken: { readonly model: string; readonly evidence: Evidence }[];
}

/** An engine without a breaker, whose targets are what the test says. */
export function createFakeEngine(targets: Record<string, Partial<ModelTarget>>): FakeEngine {
  const models = Object.keys(targets);
  const broken: FakeEngine['broken'] = [];
  const warnings: string[] = [];
  return {
    models,
    order: () => models,
    broken,
    headersFor: (trail, removed) => degradationHeaders(trail, 'default', undefined, removed),
    warnings,
    warn: (message) => void warnings.push(message),
    target: (name) => ({
      vendor: undefined,
      family: imageFamilyOf(targets[name]?.upstreamModel ?? name),
      supports: imageFamilyOf(targets[name]?.upstreamModel ?? name)?.supports,
      download: globalThis.fetch,
      name,
      upstreamModel: name,
      publicName: name,
      baseURL: 'https://upstream.test/v1',
      apiKey: undefined,
      fetch: globalThis.fetch,
      redirect: 'manual',
      adapt: undefined,
      ...targets[name],
    }),
    classify: fakeClassify,
    async runDetailed(
      call,
      {
        signal = new AbortController().signal,
        models: order = models,
        failover = true,
        unable,
        requested: asked,
      } = {},
    ) {
      const attempts: AttemptRecord[] = [];
      const requested = asked ?? order[0] ?? '';
      const trailOf = (served: string | undefined): Trail => {
        const degraded = served !== undefined && served !== requested;
        return {
          requested,
          served,
          degraded,
          reason: degraded ? 'overloaded' : undefined,
          attempts,
          durationMs: 0,
        };
      };
      let cause: unknown;
      const able = order.filter((model) => unable?.has(model) !== true);
      for (const [index, model] of (failover ? able : able.slice(0, 1)).entries()) {
        const record = {
          model,
          number: index + 1,
          purpose: 'primary',
          durationMs: 0,
          reason: undefined,
        } as const;
        try {
          const value = await call(model, { ...record, signal, deadlineAt: Infinity });
          void endOf(value)?.then((end) => {
            if (typeof end !== 'string') broken.push({ model, evidence: end });
          });
          attempts.push({ ...record, outcome: 'success', status: 200, verdict: undefined });
          return { value, trail: trailOf(model) };
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          if (!(error instanceof AnswerError)) throw error;
          const verdict = fakeClassify(error.evidence);
          attempts.push({ ...record, outcome: 'failure', status: error.evidence.status, verdict });
          attachTrail(error, trailOf(undefined));
          if (verdict.action === 'reject') throw error;
          cause = error;
        }
      }
      const headers = { 'x-should-retry': 'false', 'Retry-After': '60' };
      throw new ChainExhaustedError(trailOf(undefined), 60_000, headers, cause);
    },
  };
}

function fakeClassify({ status = 0, body, phase }: Evidence): Verdict {
  const failed = typeof body === 'object' && body !== null && 'error' in body;
  const kind = kindOf(status, failed, phase);
  return {
    kind,
    scope: 'unknown',
    billed: null,
    action: kind === 'invalid_request' || kind === 'auth' ? 'reject' : 'failover',
    countsAsFailure: true,
    retryAfterMs: null,
    rule: 'fake',
    explain: 'fake',
  };
}

function kindOf(status: number, failed: boolean, phase: Evidence['phase']): FailureKind {
  if (status === 400) return 'invalid_request';
  if (status === 401) return 'auth';
  return status === 200 && !failed && phase === undefined ? 'ok' : 'overloaded';
}
