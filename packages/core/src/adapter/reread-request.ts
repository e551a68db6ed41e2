/**
 * The same request with a body that can be read, where a framework keeps what somebody has read of it.
 *
 * @param read the body as the framework still has it
 */
export async function rereadRequest(raw: Request, read: () => Promise<Blob>): Promise<Request> {
  if (!raw.bodyUsed) return raw;
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
