import { concat } from './read-body.ts';

/** Pictures above it stay where they are. */
const largestPicture = 64 * 1024 * 1024;

/** A picture's address with the picture in it: what a client that wants a URL gets of a model that sends bytes. */
export function dataUrl(base64: string): string {
  return `data:${mediaType(base64)};base64,${base64}`;
}

/** The kind of a picture by its first bytes, which every format has in base64 alike. */
export function mediaType(base64: string): string {
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('UklGR')) return 'image/webp';
  if (base64.startsWith('R0lGOD')) return 'image/gif';
  return /^(?:PHN2Zy|PD94bWw)/.test(base64) ? 'image/svg+xml' : 'image/png';
}

/**
 * The bytes behind a picture's address as base64; undefined when they cannot be had or must not be fetched.
 *
 * An upstream that lies must not make this server read its own network: only public names over HTTPS, or the
 * upstream's own origin, without redirects and without credentials.
 */
export async function download(
  address: string,
  {
    fetch,
    baseURL,
    signal,
  }: { fetch: typeof globalThis.fetch; baseURL: string | undefined; signal: AbortSignal },
): Promise<string | undefined> {
  const inline = /^data:[^,]*;base64,(.+)$/s.exec(address)?.[1];
  if (inline !== undefined) return inline;
  if (!mayFetch(address, baseURL)) return undefined;
  try {
    const response = await fetch(address, { redirect: 'manual', credentials: 'omit', signal });
    if (response.ok && response.body !== null) return await bounded(response.body);
    await response.body?.cancel();
  } catch {
    // The picture is paid for and has an address: the client gets that instead.
  }
  return undefined;
}

function mayFetch(address: string, baseURL: string | undefined): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin, username } = new URL(address);
  if (baseURL !== undefined && new URL(baseURL).origin === origin) return true;
  // A name with a dot and letters at its end: no address literal, no localhost, no intranet name.
  const isPublic =
    /\.[a-z][a-z0-9-]*$/i.test(hostname) && !/\.(?:local|internal|localhost|lan|home|corp)$/i.test(hostname);
  return protocol === 'https:' && username === '' && isPublic;
}

async function bounded(body: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > largestPicture) return undefined;
    pieces.push(piece);
  }
  return toBase64(concat(pieces));
}

/** Base64 of any length; btoa takes what String.fromCharCode can make at once. */
export function toBase64(bytes: Uint8Array): string {
  // A multiple of 3, so that only the last piece is padded.
  const step = 3 * 8192;
  let text = '';
  for (let at = 0; at < bytes.length; at += step)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + step)));
  return text;
}
