import type { Capability } from '../chain/capability.ts';

/** How an upstream's answers speak: which events of a stream carry content, and which one ends it. */
export type Dialect = 'chat' | 'images' | 'responses' | 'gemini';

/** A call that the gateway hands on. */
export interface Route {
  readonly dialect: Dialect;
  /** The path below the upstream's base URL. */
  path(upstreamModel: string): string;
  /** The model asked for, where the path names it; its body has none then. */
  readonly model?: string;
  /** What a model must be able to do to answer at all. */
  readonly needs?: Capability;
  /** A form may stand in for JSON. */
  readonly forms?: boolean;
}

// Data, so that a further route is a further line.
const postRoutes = routesOf([
  { suffix: '/images/generations', dialect: 'images' },
  { suffix: '/images/edits', dialect: 'images', needs: 'edits', forms: true },
  { suffix: '/images/variations', dialect: 'images', needs: 'edits', forms: true },
  { suffix: '/chat/completions', dialect: 'chat' },
  { suffix: '/responses', dialect: 'responses', common: true },
]);

interface PostRoute extends Route {
  readonly suffix: string;
  /** An app may well have such paths of its own, so that the end alone does not make it ours. */
  readonly common?: boolean;
}

function routesOf(routes: readonly Omit<PostRoute, 'path'>[]): readonly PostRoute[] {
  return routes.map((route) => ({ ...route, path: () => route.suffix }));
}

const commonNames = /\/(?:models|responses)\/*$/;
// Google's address for OpenAI's clients is /v1beta/openai.
const belowVersion = /\/v\d[^/]*(?:\/openai)?$/;

const geminiRoute = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

/**
 * The call that a request asks for, judged by the end of its path below `prefix`; undefined when it is not ours.
 *
 * Only the end counts, so the same gateway serves `/v1/...`, `/api/ai/v1/...` and a stripped mount path. A name
 * that apps have too, such as `/surveys/5/responses`, is ours directly below the prefix or a version alone.
 */
export function matchRoute(method: string, pathname: string, prefix = ''): Route | undefined {
  const path = method === 'POST' ? below(pathname, prefix) : undefined;
  if (path === undefined) return undefined;
  const known = postRoutes.find(({ suffix, common }) =>
    common === true ? isDirect(path, suffix) : path.endsWith(suffix),
  );
  if (known !== undefined) return known;
  const [, named = '', verb = ''] = geminiRoute.exec(path) ?? [];
  const model = decoded(named);
  if (model === undefined) return undefined;
  const pathOf = (upstreamModel: string): string => `/models/${encodeURIComponent(upstreamModel)}:${verb}`;
  return { dialect: 'gemini', model, path: pathOf };
}

/**
 * Whether a request asks for the list of models: directly below the prefix or a version, because an app may well
 * have `/admin/models` of its own.
 */
export function asksForModels(method: string, pathname: string, prefix = ''): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const path = below(pathname, prefix);
  return path !== undefined && isDirect(path, '/models');
}

/** Whether a path ends as one that is ours only directly below a prefix, a mount or a version. */
export function hasCommonName(pathname: string): boolean {
  return commonNames.test(pathname);
}

function isDirect(path: string, suffix: string): boolean {
  if (!path.endsWith(suffix)) return false;
  const above = path.slice(0, -suffix.length);
  return above === '' || belowVersion.test(above);
}

function below(pathname: string, prefix: string): string | undefined {
  const base = withoutLastSlashes(prefix);
  if (!pathname.startsWith(base)) return undefined;
  const path = withoutLastSlashes(pathname.slice(base.length));
  // After `/v1` must come a slash: `/v10/chat/completions` is somebody else's.
  return path.startsWith('/') ? path : undefined;
}

// By hand: a pattern looks anew from each slash of a path that has ten thousand of them in its middle.
function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

function decoded(name: string): string | undefined {
  try {
    return name === '' ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
