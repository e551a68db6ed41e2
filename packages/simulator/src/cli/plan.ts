import { Command, Option } from 'commander';
import { DAY_MS, formatBeijing, MINUTE_MS, parseMoment, startOfDay } from '../episodes/beijing-time.ts';
import { DEFAULT_SEED } from '../options.ts';
import { describeProfile, hasOverloads } from '../profile/describe-profile.ts';
import { profileNames, type ProfileName } from '../profile/named-profiles.ts';
import { createSimulator } from '../simulator.ts';
import { drawDay } from './draw-day.ts';
import { paint } from './format.ts';
import { readMoment, readDays, readSeed } from './read-option.ts';

interface PlanOptions {
  readonly date: string;
  readonly days: number;
  readonly seed: number;
  readonly profile: ProfileName;
  readonly json?: true;
}

/** `failsoft-sim plan`: the overloads of some days, without a server. */
export function planCommand(): Command {
  return new Command('plan')
    .description('print when which model will be overloaded, in Beijing time')
    .option('--date <date>', 'first day, as 2026-02-19', readMoment, '2026-02-19')
    .option('--days <number>', 'how many days', readDays, 1)
    .option('--seed <integer>', 'the same seed and date give the same overloads', readSeed, DEFAULT_SEED)
    .addOption(
      new Option('--profile <name>', 'how the upstream behaves').choices(profileNames).default('documented'),
    )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ failsoft-sim plan --date 2026-02-19 --days 7 --seed 42
  $ failsoft-sim plan --profile harsh`,
    )
    .action(plan);
}

function plan({ date, days, seed, profile, json }: PlanOptions): void {
  const midnight = startOfDay(parseMoment('date', date));
  const episodes = createSimulator({ seed, profile }).timeline({ from: new Date(midnight), days });
  if (json) {
    const list = episodes.map((episode) => ({
      ...episode,
      starts: formatBeijing(episode.startsAt),
      ends: formatBeijing(episode.endsAt),
      minutes: (episode.endsAt - episode.startsAt) / MINUTE_MS,
    }));
    const from = formatBeijing(midnight);
    console.log(JSON.stringify({ seed, profile, from, days, episodes: list }, null, 2));
    return;
  }
  const { does } = describeProfile(profile);
  if (!hasOverloads(profile)) return console.log(does);
  const pages = Array.from({ length: days }, (_, day) => drawDay(midnight + day * DAY_MS, episodes, paint));
  const legend = `Beijing time, profile ${profile}, seed ${seed}. █ overloaded for most of the half hour, ▄ for a part of it, · not.`;
  console.log([...pages, paint('dim', `${legend}\n${does}`)].join('\n\n'));
}
