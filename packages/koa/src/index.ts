export { failover } from './failover.ts';
export type { FailoverState, KoaFailoverOptions } from './failover.ts';
export { gateway, status } from './gateway.ts';
export type { KoaStatusOptions } from './gateway.ts';
export type { FailoverHandle } from '@failsoft/core/adapter';
