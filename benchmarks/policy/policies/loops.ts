import type { Policy } from '../arena.ts';
import { sequential, type Rules } from './sequential.ts';

// The openai SDK gives up after ten minutes.
export const sdkTimeoutMs = 600_000;

const always: Pick<Rules, 'admit' | 'record' | 'panic'> = {
  admit: (model) => ({ model, epoch: 0 }),
  record() {},
  panic: () => -1,
};

/** The primary or nothing. */
export const noFailover: Policy = sequential('no failover', () => ({
  ...always,
  timeoutMs: sdkTimeoutMs,
  after: (result) => (result === 'badRequest' ? 'give back' : 'raise'),
}));

/** The article's loop: the next model when the error's text has "503" in it, everything else is raised. SDK retries 0. */
export const articleLoop: Policy = sequential("article's loop", () => ({
  ...always,
  timeoutMs: sdkTimeoutMs,
  after: (result) =>
    result === 'overloaded' ? 'next model' : result === 'badRequest' ? 'give back' : 'raise',
}));

/** The next model after everything but a 400, 60 s each. */
export const saneLoop: Policy = sequential('sane loop', () => ({
  ...always,
  timeoutMs: 60_000,
  after: (result) => (result === 'badRequest' ? 'give back' : 'next model'),
}));
