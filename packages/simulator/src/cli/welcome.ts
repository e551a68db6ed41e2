import { formatBeijing } from '../episodes/beijing-time.ts';
import type { SimulatorServer } from '../server.ts';
import { describeProfile, hasOverloads } from '../profile/describe-profile.ts';
import type { ProfileName } from '../profile/named-profiles.ts';
import { fromTo, type Paint } from './format.ts';

interface Served {
  readonly seed: number;
  readonly speed: number;
  readonly profile: ProfileName;
  /** What is replayed. */
  readonly trace?: readonly unknown[] | undefined;
}

/** What a person reads first: where it listens, what is coming, what to type next. */
export function welcome(
  { url, baseURL, simulator }: SimulatorServer,
  { seed, speed, profile, trace }: Served,
  paint: Paint,
): string {
  const { clock, models } = simulator;
  const model = models[0] ?? '';
  const now = clock.wallNow();
  const time = `It is ${formatBeijing(now).slice(0, 16).replace('T', ' ')} in Beijing, time passes ${speed} times as fast`;
  const ahead = simulator
    .timeline({ from: new Date(now), days: 1 / 6 })
    .map((e) => `    ${e.model} ${fromTo(e)}`);
  const outlook = hasOverloads(profile)
    ? [`  Overloaded within four hours:${ahead.length === 0 ? ' none' : ''}`, ...ahead]
    : [`  ${describeProfile(profile).does}`];
  return [
    `A simulated AI upstream listens at ${paint('bold', baseURL)}`,
    ...(trace === undefined
      ? [`  ${time}, seed ${seed}, profile ${profile}.`, ...outlook]
      : [`  ${time}.`, `  What comes is replayed: ${trace.length} answers. Beyond them all is well.`]),
    '',
    '  Ask it:',
    `    curl -i ${baseURL}/images/generations -d '{"model":"${model}","prompt":"a lighthouse"}'`,
    `    curl -N ${baseURL}/chat/completions -d '{"model":"${models[1] ?? model}","stream":true,"messages":[{"role":"user","content":"Hello"}]}'`,
    '  Steer it:',
    `    ${url}/__sim/ in a browser`,
    `    curl ${url}/__sim/outage -d '{"model":"${model}","minutes":30}'`,
    `    curl ${url}/__sim/clock -d '{"advance":600000}'`,
    `    curl ${url}/__sim/state`,
    paint('dim', '  Ctrl-C stops it.'),
    '',
  ].join('\n');
}
