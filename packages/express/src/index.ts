export { failover } from './failover.ts';
export type { ExpressFailover, ExpressFailoverOptions } from './failover.ts';
export { gateway, status } from './gateway.ts';
export type { ExpressHandler } from './gateway.ts';
export type { FailoverHandle } from '@failsoft/core/adapter';
