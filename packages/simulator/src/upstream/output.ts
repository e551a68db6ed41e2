/** What an endpoint answers when all goes well. */
export type Output =
  | { readonly kind: 'whole'; readonly body: object }
  | {
      readonly kind: 'stream';
      /** As they go over the wire, each with its blank line. */
      readonly events: readonly string[];
      /** An event that carries an error, as this stream words it. */
      errorEvent(body: unknown): string;
    };

/** One server-sent event. Text goes out as it is, all else as JSON. */
export function serverSentEvent(data: unknown, name?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${text}\n\n`;
}
