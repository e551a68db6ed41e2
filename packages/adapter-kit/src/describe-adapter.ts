import { describe } from 'vitest';
import type { Above, StartApp } from './app.ts';
import { callSentences } from './call-sentences.ts';
import { clientSentences } from './client-sentences.ts';
import { gatewaySentences } from './gateway-sentences.ts';
import { guardSentences } from './guard-sentences.ts';
import { handleSentences } from './handle-sentences.ts';
import { http2Sentences } from './http2-sentences.ts';
import { laws } from './laws.ts';
import { mountSentences } from './mount-sentences.ts';
import { nodeSentences } from './node-sentences.ts';
import { openaiSentences } from './openai-sentences.ts';
import { readerSentences } from './reader-sentences.ts';
import { streamSentences } from './stream-sentences.ts';

/** What not every framework has. */
export interface Abilities {
  /** Requests and answers are Node's own, so a parser can take a body away for good. */
  readonly node: boolean;
  /** Listens on a port. */
  readonly port: boolean;
  readonly http2: boolean;
  /** Middleware that can stand above the gateway. */
  readonly above: readonly Above[];
}

/** The sentences that every adapter must make true, told of one framework in one version. */
export function describeAdapter(name: string, start: StartApp, abilities: Abilities): void {
  describe(name, () => {
    gatewaySentences(start);
    streamSentences(start);
    handleSentences(start);
    mountSentences(start, abilities.above);
    callSentences(start);
    readerSentences(start);
    openaiSentences(start);
    clientSentences(start, abilities.port);
    if (abilities.port) guardSentences(start);
    if (abilities.node) nodeSentences(start);
    if (abilities.http2) http2Sentences(start);
    if (abilities.port) laws(start);
  });
}
