import { concat } from './read-body.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** One server-sent event: its bytes exactly as they came, and what they say. */
export interface StreamEvent {
  readonly bytes: Bytes;
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
 * Each byte is looked at once, by native searches: an event of megabytes that arrives in small chunks costs
 * no more than its size.
 */
export class EventSplitter {
  #pending: Bytes[] = [];
  #size = 0;
  #lineLength = 0;
  #lastByte = 0;
  /** A carriage return has been seen to end a line by itself. */
  #returnsAlone = false;

  /** Bytes of an event that has not ended yet. */
  get pendingBytes(): number {
    return this.#size;
  }

  push(chunk: Bytes): StreamEvent[] {
    const events: StreamEvent[] = [];
    let eventStart = 0;
    let lineStart = 0;
    const endLine = (end: number, terminator: number): void => {
      const blank = this.#lineLength + end - lineStart === terminator;
      this.#lineLength = 0;
      lineStart = end;
      if (!blank) return;
      events.push(this.#take(chunk.subarray(eventStart, end)));
      eventStart = end;
    };
    const endAtReturn = (at: number, next: number | undefined): void => {
      if (next === lineFeed) return;
      this.#returnsAlone ||= next !== undefined;
      // At the end of a chunk a line feed may yet follow, unless this stream has none.
      if (this.#returnsAlone) endLine(at + 1, 1);
    };
    if (this.#lastByte === carriageReturn && !this.#returnsAlone && chunk.length > 0)
      endAtReturn(-1, chunk[0]);
    let feed = chunk.indexOf(lineFeed);
    let back = chunk.indexOf(carriageReturn);
    while (feed !== -1 || back !== -1) {
      if (back !== -1 && (feed === -1 || back < feed)) {
        endAtReturn(back, chunk[back + 1]);
        back = chunk.indexOf(carriageReturn, back + 1);
      } else {
        const before = feed > 0 ? chunk[feed - 1] : this.#lastByte;
        endLine(feed + 1, before === carriageReturn ? 2 : 1);
        feed = chunk.indexOf(lineFeed, feed + 1);
      }
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

  #keep(part: Bytes): void {
    this.#pending.push(part);
    this.#size += part.length;
  }

  #take(part: Bytes): StreamEvent {
    // Most events come whole, and are not copied.
    const bytes = this.#size === 0 ? part : concat([...this.#pending, part]);
    this.#pending = [];
    this.#size = 0;
    return { bytes, ...readFields(decoder.decode(bytes)) };
  }
}

function readFields(text: string): { type: string | undefined; data: string | undefined } {
  let type: string | undefined;
  let data: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const value = (name: string): string => line.slice(name.length).replace(/^ /, '');
    if (line.startsWith('data:')) data = data === undefined ? value('data:') : `${data}\n${value('data:')}`;
    else if (line.startsWith('event:')) type = value('event:');
  }
  return { type, data };
}
