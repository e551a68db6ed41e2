import type { FailureKind } from '@failsoft/core';

/** What each fault is, whoever sees it and wherever it was asked for. */
export const faultKinds: Readonly<Record<string, FailureKind>> = {
  none: 'ok',
  '400': 'invalid_request',
  '401': 'auth',
  '402': 'insufficient_funds',
  '403': 'permission',
  '404': 'model_not_found',
  '418': 'unknown',
  '429': 'rate_limited',
  '500': 'server_error',
  '502': 'server_error',
  '503': 'overloaded',
  '504': 'timeout',
  '524': 'timeout',
  '529': 'overloaded',
  reset: 'network',
  hang: 'timeout',
  stall: 'timeout',
  truncate: 'stream_interrupted',
  short: 'bad_response',
  'error-event': 'overloaded',
  'error-200': 'overloaded',
  html: 'server_error',
  garbage: 'bad_response',
  empty: 'bad_response',
  'slow-drip': 'ok',
};

/** Faults that come after a part of the answer, where there is a part that a client can use. */
export const halves: readonly string[] = ['stall', 'truncate', 'short', 'error-event'];

/** Surfaces that answer by events. */
export const isStream = (surface: string): boolean =>
  saysPartOfIt(surface) || /^images\/\w+, streamed$/.test(surface);

/** Streams of more than the one event that is the whole answer. */
export const saysPartOfIt = (surface: string): boolean =>
  surface.endsWith('with partial images') ||
  surface === 'chat/completions, streamed' ||
  surface === 'streamGenerateContent';
