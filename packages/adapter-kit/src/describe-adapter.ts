import { describe } from 'vitest';
import type { StartApp } from './app.ts';
import { gatewaySentences } from './gateway-sentences.ts';
import { handleSentences } from './handle-sentences.ts';
import { streamSentences } from './stream-sentences.ts';

/** The sentences that every adapter must make true, told of one framework in one version. */
export function describeAdapter(name: string, start: StartApp): void {
  describe(name, () => {
    gatewaySentences(start);
    streamSentences(start);
    handleSentences(start);
  });
}
