import { concat } from './read-body.ts';

/** One server-sent event: its bytes exactly as they came, and what they say. */
export interface StreamEvent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string | undefined;
  /** The joined `data:` lines; undefined for a comment or a bare heartbeat. */
  readonly data: string | undefined;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const decoder = new TextDecoder();

/**
 * Cuts a byte stream into whole events, so that half an event never travels on.
 *
 * Each byte is looked at once, by a native search: an event of megabytes that arrives in small chunks costs
 * no more than its size.
 */
export class EventSplitter {
  #pending: Uint8Array[] = [];
  #size = 0;
  #lineLength = 0;
  #lastByte = 0;

  /** Bytes of an event that has not ended yet. */
  get pendingBytes(): number {
    return this.#size;
  }

  push(chunk: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = [];
    let eventStart = 0;
    let lineStart = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) {
      const before = at > 0 ? chunk[at - 1] : this.#lastByte;
      const length = this.#lineLength + at - lineStart;
      const blank = length === 0 || (length === 1 && before === carriageReturn);
      this.#lineLength = 0;
      lineStart = at + 1;
      if (!blank) continue;
      events.push(this.#take(chunk.subarray(eventStart, lineStart)));
      eventStart = lineStart;
    }
    if (eventStart < chunk.length) this.#keep(chunk.subarray(eventStart));
    this.#lineLength += chunk.length - lineStart;
    this.#lastByte = chunk.at(-1) ?? this.#lastByte;
    return events;
  }

  /** What is left behind the last blank line, once the stream has ended. */
  flush(): StreamEvent | undefined {
    return this.#size === 0 ? undefined : this.#take(new Uint8Array(0));
  }

  #keep(part: Uint8Array): void {
    this.#pending.push(part);
    this.#size += part.length;
  }

  #take(part: Uint8Array): StreamEvent {
    this.#keep(part);
    const bytes = concat(this.#pending);
    this.#pending = [];
    this.#size = 0;
    return { bytes, ...readFields(decoder.decode(bytes)) };
  }
}

function readFields(text: string): { type: string | undefined; data: string | undefined } {
  let type: string | undefined;
  let data: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const value = (name: string): string => line.slice(name.length).replace(/^ /, '');
    if (line.startsWith('data:')) data = data === undefined ? value('data:') : `${data}\n${value('data:')}`;
    else if (line.startsWith('event:')) type = value('event:');
  }
  return { type, data };
}
