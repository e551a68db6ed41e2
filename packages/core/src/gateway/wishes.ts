import type { AskedHeaders } from './asked.ts';
import { parseModelId } from '../headers/model-id.ts';

/** What a client's own headers ask of the chain. */
export interface Wishes {
  /** `X-Failover: off`: the model asked for, or its own error. */
  readonly failover: boolean;
  /** `X-Fallback-Models: a, b`: no other models stand in, in this order. */
  readonly fallbacks: readonly string[] | undefined;
}

/** A wish that cannot be read: the header's name, and what to write instead. */
export interface BadWish {
  readonly header: string;
  readonly message: string;
}

/** Reads `X-Failover` and `X-Fallback-Models`. */
export function readWishes(headers: Pick<AskedHeaders, 'get'>): Wishes | BadWish {
  const said = headers.get('x-failover')?.trim().toLowerCase();
  if (said !== undefined && said !== 'off' && said !== 'on')
    return { header: 'X-Failover', message: 'X-Failover must be "off" or "on".' };
  const listed = headers.get('x-fallback-models');
  const names = listed?.split(',').map((name) => parseModelId(name.trim()));
  const fallbacks = names?.filter((name) => name !== '');
  return { failover: said !== 'off', fallbacks };
}
