export { gemini } from './gemini/gemini.ts';
export type { GeminiOptions, GeminiUpstream } from './gemini/gemini.ts';
