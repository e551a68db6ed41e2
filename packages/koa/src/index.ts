export { failover } from './failover.ts';
export type { FailoverState } from './failover.ts';
export { gateway, status } from './gateway.ts';
export type { KoaStatusOptions } from './gateway.ts';
export type { FailoverHandle, HandleOptions as KoaFailoverOptions } from '@failsoft/core/adapter';
