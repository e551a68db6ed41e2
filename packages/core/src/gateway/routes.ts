/** A route that the gateway answers: what the upstream is asked for, and how its event stream speaks. */
export interface Route {
  /** The end of the path, for the client's URL and the upstream's alike. */
  readonly suffix: string;
  /** Which events of a stream carry content and which one ends it. */
  readonly dialect: 'chat' | 'images';
}

// Data, so that a further route is a further line.
const postRoutes: readonly Route[] = [
  { suffix: '/images/generations', dialect: 'images' },
  { suffix: '/chat/completions', dialect: 'chat' },
];

/**
 * The route of a request, judged by the end of its path below `prefix`; undefined when it is not ours.
 *
 * Only the end counts, so the same gateway serves `/v1/...`, `/api/ai/v1/...` and a stripped mount path.
 */
export function matchRoute(method: string, pathname: string, prefix = ''): Route | undefined {
  if (method !== 'POST') return undefined;
  const base = prefix.replace(/\/+$/, '');
  if (!pathname.startsWith(base)) return undefined;
  const path = pathname.slice(base.length).replace(/\/+$/, '');
  // After `/v1` must come a slash: `/v10/chat/completions` is somebody else's.
  if (!path.startsWith('/')) return undefined;
  return postRoutes.find((route) => path.endsWith(route.suffix));
}
