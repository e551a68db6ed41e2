import type { Score, SimulationReport } from './simulation-report.ts';

// Choices. Three nines are what an app can promise on top of models that answer four times in five.
const GOOD_SUCCESS = 0.999;
// Of what the primary could answer: it fails now and then even while it is well.
const GOOD_PRIMARY_SHARE = 0.95;
// With few requests most calls to an overloaded model are probes, whoever makes them: so judged beside another.
const MOST_CALLS_WHILE_DOWN = 0.1;
const TIMES_THE_DOCUMENTED = 2;

type Judged = Pick<SimulationReport, 'yours' | 'none' | 'documented' | 'days'>;

/** The answer in a sentence: does this configuration survive, and if not, what to look at first. */
export function verdictOf({ yours, none, documented, days }: Judged): string {
  const span = days === 1 ? 'the day' : `${days} days`;
  const compared = `answering ${percent(yours)} of the requests, where the primary alone answers ${percent(none)} and the documented breaker ${percent(documented)}`;
  const weakness = weaknessOf(yours, none, documented);
  if (weakness === undefined) {
    return `This configuration survives ${span}, ${compared}; the primary keeps ${share(yours.primaryShare)} of the requests while it is well.`;
  }
  return `This configuration does not yet survive ${span}, ${compared}: ${weakness}.`;
}

function weaknessOf(score: Score, none: Score, documented: Score): string | undefined {
  if (score.successRate < GOOD_SUCCESS) {
    return `${share(1 - score.successRate)} of the users get no picture`;
  }
  if (score.primaryShare < GOOD_PRIMARY_SHARE * none.primaryShare) {
    return `the primary gets only ${share(score.primaryShare)} of the requests while it is well, its breaker opening ${score.falseOpensPerDay.toFixed(1)} times a day without an overload`;
  }
  const most = Math.max(MOST_CALLS_WHILE_DOWN, TIMES_THE_DOCUMENTED * documented.callsWhileDown);
  if (score.callsWhileDown > most) {
    return `the overloaded primary is still called for ${share(score.callsWhileDown)} of the requests`;
  }
  return undefined;
}

const percent = ({ successRate }: Score): string => share(successRate);

function share(value: number): string {
  if (value === 1) return '100 %';
  // 99.996 % must not read as all of them.
  const digits = value > 0.999 && value < 1 ? 3 : 1;
  return `${(100 * value).toFixed(digits)} %`;
}
