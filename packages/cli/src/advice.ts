import type { FailureKind } from '@failsoft/core';
import { english } from './advice-en.ts';
import { chinese } from './advice-zh.ts';

/** What a person in trouble reads. */
export interface Advice {
  readonly meaning: string;
  /** In order; the first thing first. */
  readonly steps: readonly string[];
}

/** Everything that is said, in one language. */
export interface Language {
  readonly advice: Readonly<Record<FailureKind, Advice>>;
  readonly labels: {
    readonly next: string;
    readonly counts: string;
    readonly affects: string;
    readonly billed: string;
    readonly wait: string;
    readonly back: string;
    readonly why: string;
    readonly whatToDo: string;
    readonly forms: Readonly<Record<'http' | 'json' | 'page' | 'error', string>>;
    readonly actions: Readonly<Record<'failover' | 'retry_then_failover' | 'reject', string>>;
    readonly scopes: Readonly<Record<'global' | 'account' | 'request' | 'unknown', string>>;
    readonly yes: string;
    readonly no: string;
    readonly unknown: string;
    readonly countsYes: string;
    readonly countsNo: string;
    readonly notSaid: string;
    readonly readAs: string;
    readonly minutes: (from: number, to: number) => string;
    readonly seconds: (count: number) => string;
  };
}

/** The languages of `--lang`. */
export const languages: Readonly<Record<'en' | 'zh', Language>> = { en: english, zh: chinese };
