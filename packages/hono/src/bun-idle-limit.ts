import type { Context } from 'hono';

interface BunServer {
  timeout(request: Request, seconds: number): void;
}

/**
 * Gives one request as much time as Bun can: 255 s.
 *
 * Bun closes a connection on which nothing moves for its `idleTimeout`, 10 s by default, even before the first byte
 * (oven-sh/bun#13392, #15589, #27479); a model thinks and draws for longer. Not 0, which is no limit: a client that
 * has vanished would be kept for ever.
 */
export function raiseIdleLimit({ env, req }: Context): void {
  // Elsewhere `env` is another thing: a binding of Workers answers to any name.
  if (!('Bun' in globalThis)) return;
  // The server itself or an object with it, as for Hono's own `getConnInfo`; nothing when nobody has handed it on.
  const given: unknown = env;
  const server = isServer(given)
    ? given
    : isObject(given) && isServer(given.server)
      ? given.server
      : undefined;
  server?.timeout(req.raw, 255);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

// Bindings may have a `timeout` of their own that is a number.
function isServer(value: unknown): value is BunServer {
  return isObject(value) && typeof value.timeout === 'function';
}
