/**
 * The same request with a body that can be read, where a framework keeps what somebody has read of it.
 *
 * @param read the body as the framework still has it
 * @param asText it has made a text of the body: the pixels of a picture, or what is compressed, are not in it any more
 */
export async function rereadRequest(
  raw: Request,
  read: () => Promise<Blob>,
  asText = false,
): Promise<Request> {
  if (!raw.bodyUsed) return raw;
  const { headers: sent } = raw;
  // Read past repair: the gateway says so, with the fix, if the route is its own.
  if (asText && (/^\s*multipart\//i.test(sent.get('content-type') ?? '') || sent.has('content-encoding')))
    return raw;
  try {
    const body = await read();
    const headers = new Headers(raw.headers);
    headers.delete('content-length');
    // A form is written again, with another boundary.
    if (body.type !== '') headers.set('content-type', body.type);
    return new Request(raw.url, { method: raw.method, headers, body, signal: raw.signal });
  } catch {
    // Read past the framework: the gateway says so, with the fix, if the route is its own.
    return raw;
  }
}
