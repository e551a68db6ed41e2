export { failover } from './failover.ts';
export type { ExpressFailover } from './failover.ts';
export { gateway, status } from './gateway.ts';
export type {
  FailoverHandle,
  HandleOptions as ExpressFailoverOptions,
  NodeHandler as ExpressHandler,
} from '@failsoft/core/adapter';
