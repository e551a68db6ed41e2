import { Command } from 'commander';
import { DEFAULT_SEED } from '../options.ts';
import type { Verification } from '../verify/verification.ts';
import { verify } from '../verify/verify.ts';
import { paint, type Paint } from './format.ts';
import { readVerifiedDays, readSeed } from './read-option.ts';

/** `failsoft-sim verify`: are the simulated overloads the documented ones? */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('measure simulated days against the documented rates; fails when one is not met')
    .option('--days <number>', 'how many days', readVerifiedDays, 10_000)
    .option('--seed <integer>', 'another seed is another sample', readSeed, DEFAULT_SEED)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
The rates are integrated over time and judged by days. The requests of one day share its overloads, so they
are not independent: an interval that counts one a minute would be about six times too narrow.
Of 10,000 days the 95 % interval of a band is about 0.6 points either way, so a seed of your own may miss
half a point by chance; 36,500 days settle it.

Example:
  $ failsoft-sim verify --seed 1 --days 36500`,
    )
    .action(
      ({ json, ...options }: { readonly days: number; readonly seed: number; readonly json?: true }) => {
        const verification = verify(options);
        console.log(json ? JSON.stringify(verification, null, 2) : verificationTable(verification, paint));
        if (!verification.passed) process.exitCode = 1;
      },
    );
}

/** A line for each check. */
function verificationTable({ checks, days, seed, passed }: Verification, paint: Paint): string {
  const width = (of: 'name' | 'expected'): number => Math.max(...checks.map((check) => check[of].length));
  const lines = checks.map((check) => {
    const mark = check.passed ? paint('green', 'ok  ') : paint('red', 'FAIL');
    return `${mark}  ${check.name.padEnd(width('name'))}  ${check.expected.padEnd(width('expected'))}  ${check.measured}`;
  });
  const failed = checks.filter((check) => !check.passed).length;
  const sum = passed ? 'All as documented' : `${failed} of ${checks.length} are not as documented`;
  return [...lines, '', `${paint('bold', sum)}: ${days} days, seed ${seed}.`].join('\n');
}
