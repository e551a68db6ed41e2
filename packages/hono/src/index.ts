export { failover } from './failover.ts';
export type { FailoverVariables, HonoFailoverOptions } from './failover.ts';
export { gateway, status } from './gateway.ts';
export type { FailoverHandle } from '@failsoft/core/adapter';
