export { failover } from './failover.ts';
export type { FailoverVariables } from './failover.ts';
export { gateway, status } from './gateway.ts';
export type { FailoverHandle, HandleOptions as HonoFailoverOptions } from '@failsoft/core/adapter';
