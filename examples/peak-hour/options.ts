import { parseArgs } from 'node:util';

const usage =
  'Usage: pnpm start [--once] [--seed 7] [--speed 60] [--calls 48] [--port 3000]; all but --once take a number.';

type Name = 'seed' | 'speed' | 'calls' | 'port';

// With this seed the primary is overloaded from 20:08 to 20:43, and the first fallback for a while too.
const defaults: Readonly<Record<Name, string>> = {
  seed: '1154',
  speed: '150',
  calls: '48',
  port: process.env['PORT'] ?? '0',
};

/** What the command line says. Whatever it does not take ends the process with one sentence. */
export function readOptions(): Readonly<Record<Name, number>> & { readonly once: boolean } {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        seed: text,
        speed: text,
        calls: text,
        port: text,
      },
    });
    const { once, ...said } = { ...defaults, ...values };
    return {
      once,
      seed: toNumber(said.seed),
      speed: toNumber(said.speed),
      calls: toNumber(said.calls),
      port: toNumber(said.port),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new RangeError(`${JSON.stringify(text)} is not a number of 0 or more.`);
}
