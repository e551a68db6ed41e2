/** An error as an SDK throws it: status and parsed body, shaped like those of openai 7. */
export function upstreamError(
  status: number,
  code: string | null = null,
  headers: Record<string, string> = {},
): Error {
  const message = status === 503 ? highDemand : `an answer of ${status}`;
  const body = { message, code: code ?? (status === 503 ? 'upstream_error' : null), type: null, status };
  return Object.assign(new Error(`${status} ${message}`), {
    status,
    headers: new Headers(headers),
    error: body,
    code: body.code,
  });
}

/** The article's text. */
const highDemand =
  'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.';
