export type { Above, AppPlan, RunningApp, StartApp } from './app.ts';
export type { Abilities } from './describe-adapter.ts';
export { describeAdapter } from './describe-adapter.ts';
export { listen } from './listen.ts';
