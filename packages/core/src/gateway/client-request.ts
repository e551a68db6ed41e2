import type { ClientBody } from './client-body.ts';
import { readJsonBody } from './json-body.ts';
import { readMultipartBody } from './multipart-body.ts';
import type { Route } from './routes.ts';

function isForm(contentType: string | null): contentType is string {
  return contentType !== null && /^multipart\/form-data\b/i.test(contentType);
}

/** What a body is, whatever the client calls it: an upstream that believes another name may read another model. */
export function bodyType(contentType: string | null): string {
  return isForm(contentType) ? contentType : 'application/json';
}

/** The body of a route's request, by its content type; undefined when it cannot be read. */
export function readClientBody(
  route: Route,
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string | null,
): ClientBody | undefined {
  if (isForm(contentType)) return route.forms === true ? readMultipartBody(bytes, contentType) : undefined;
  return readJsonBody(bytes);
}

/** The model asked for: in the path, or in the body. Undefined: none, or no name at all. */
export function askedModel(route: Route, body: ClientBody): string | undefined {
  const said = route.model ?? body.field('model');
  return typeof said === 'string' ? said : undefined;
}
