import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { createSimulator } from '../simulator.ts';

setFlagsFromString('--expose-gc');
// What the flag has put there.
const collect = runInNewContext('gc') as () => void;

// A `Request` hears of its caller's abort only as long as somebody holds it.
test.each(['hang', 'none'])(
  'a client that leaves is noticed after garbage was collected: %s',
  async (fault) => {
    const simulator = createSimulator({
      profile: 'calm',
      models: ['a'],
      clock: createManualClock(),
      latency: 5_000,
    });
    simulator.next('a', { fault });
    const client = new AbortController();
    const answer = simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: JSON.stringify({ model: 'a', prompt: 'a lighthouse' }),
      signal: client.signal,
    });
    const seen = expect(answer).rejects.toThrow('I am gone');
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => void setImmediate(resolve));
      collect();
    }
    client.abort(new Error('I am gone'));
    await seen;
    expect(simulator.journal).toMatchObject([{ status: 499, aborted: true }]);
  },
);
