export type { AppPlan, RunningApp, StartApp } from './app.ts';
export { describeAdapter } from './describe-adapter.ts';
export { listen } from './listen.ts';
