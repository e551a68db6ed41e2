import { availableParallelism } from 'node:os';
import { basename, relative } from 'node:path';

/** How figures came about, so that anyone can make them again. */
export interface Provenance {
  readonly command: string;
  readonly node: string;
  /** What kind of machine. */
  readonly machine: string;
  readonly madeOn: string;
}

export function provenance(): Provenance {
  const [, script = '', ...rest] = process.argv;
  const words = ['node', ...process.execArgv, relative(process.cwd(), script), ...rest];
  return {
    command: words.map((word) => (/^[\w./,@=-]+$/.test(word) ? word : `'${word}'`)).join(' '),
    node: `${basename(process.execPath)} ${process.versions.node}`,
    machine: `${availableParallelism()} cores, ${process.platform} ${process.arch}`,
    madeOn: new Date().toISOString().slice(0, 10),
  };
}
