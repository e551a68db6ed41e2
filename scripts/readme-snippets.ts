import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';

// The snippets of the README as files, so that the compiler reads what people will paste.
// `node scripts/readme-snippets.ts` writes them; a test fails when they differ from the README.

const folder = new URL('../examples/peak-hour/readme/', import.meta.url);

// What a snippet takes from the ones before it.
const names: Readonly<Record<string, string>> = {
  app: "import type { Express } from 'express';\ndeclare const app: Express;",
  models: "import type { Failover } from '@failsoft/core';\ndeclare const models: Failover;",
  openai: "import type OpenAI from 'openai';\ndeclare const openai: OpenAI;",
  OpenAI: "import OpenAI from 'openai';",
};

/** Each TypeScript snippet of the README with declarations of what it leaves out, by file name. */
export async function readmeSnippets(): Promise<ReadonlyMap<string, string>> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '');
  return new Map(snippets.map((code, index) => [`snippet-${index + 1}.ts`, withDeclarations(code)]));
}

function withDeclarations(code: string): string {
  const missing = Object.entries(names).filter(
    ([name]) =>
      new RegExp(`\\b${name}\\b[.,)(]`).test(code) && !new RegExp(`(?:const|import) ${name}\\b`).test(code),
  );
  return [...missing.map(([, declaration]) => declaration), code, 'export {};\n'].join('\n');
}

/** The snippets as they lie in the repository. */
export async function committedSnippet(name: string): Promise<string> {
  return await readFile(new URL(name, folder), 'utf8');
}

if (import.meta.main) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [name, code] of await readmeSnippets()) await writeFile(new URL(name, folder), code);
}
