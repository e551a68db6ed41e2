interface NodeLike {
  readonly process?: { readonly versions?: Readonly<Record<string, string | undefined>> };
}

/**
 * What our calls say of redirects: nobody follows one. It would carry the prompt, and perhaps the key, to an address
 * that nobody has chosen.
 *
 * `error` on Node, whose `fetch` copies the body of a request in every other mode: in `manual` a call costs a tenth
 * more (undici, `httpNetworkOrCacheFetch`). `manual` elsewhere: workerd has no `error`.
 */
export const redirectMode: RequestRedirect =
  // Types of the web know no process.
  (globalThis as NodeLike).process?.versions?.['undici'] === undefined ? 'manual' : 'error';
