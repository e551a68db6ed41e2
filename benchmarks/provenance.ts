import { basename, relative } from 'node:path';

/** How figures came about, so that anyone can make them again. */
export interface Provenance {
  readonly command: string;
  readonly node: string;
  readonly madeOn: string;
}

export function provenance(): Provenance {
  const [, script = '', ...rest] = process.argv;
  const words = ['node', ...process.execArgv, relative(process.cwd(), script), ...rest];
  return {
    command: words.map((word) => (/^[\w./,@=-]+$/.test(word) ? word : `'${word}'`)).join(' '),
    node: `${basename(process.execPath)} ${process.versions.node}`,
    madeOn: new Date().toISOString().slice(0, 10),
  };
}
