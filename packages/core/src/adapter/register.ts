import type { Failover } from '../failover/failover-types.ts';

/**
 * Where an app names its chain once, so that `req.failover` knows the models everywhere.
 *
 * @example
 * declare module '@failsoft/core' {
 *   interface Register { failover: typeof models }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- apps add the member
export interface Register {}

/** The models of the registered chain; any string when none is registered. */
export type RegisteredModel = Register extends { failover: Failover<infer M> } ? M : string;
