import { parsed } from './embedded-json.ts';
import { inspectedChars } from './safe-read.ts';

/** What a text body turned out to be. */
export type TextBody =
  | { readonly form: 'empty' }
  | { readonly form: 'json'; readonly value: object }
  | { readonly form: 'events'; readonly events: readonly StreamEvent[] }
  | { readonly form: 'html'; readonly title: string }
  | { readonly form: 'text'; readonly text: string };

/** One server-sent event, as far as it is JSON. */
interface StreamEvent {
  readonly event: string;
  readonly value: object;
}

const inspectedEvents = 64;

/** Tells JSON, event streams, HTML pages and plain text apart by how they begin. Looks at 64 KiB. */
export function readTextBody(body: string): TextBody {
  const text = body
    .slice(0, inspectedChars)
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return { form: 'empty' };
  if (text.startsWith('{') || text.startsWith('[')) {
    const value = parsed(text);
    if (value !== undefined) return { form: 'json', value };
  }
  if (/^(?:data|event|id|retry|):/.test(text)) return { form: 'events', events: readEvents(text) };
  if (/^<(?:!doctype|html|head|\?xml|!--|title|body|h1)/i.test(text)) {
    return { form: 'html', title: /<title[^>]*>([^<]{0,500})/i.exec(text)?.[1] ?? '' };
  }
  return { form: 'text', text };
}

function readEvents(text: string): StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const block of text.split(/\r?\n\r?\n/, inspectedEvents)) {
    const data: string[] = [];
    let event = '';
    for (const line of block.split(/\r?\n/)) {
      if (line.startsWith('data:')) data.push(line.slice(5));
      else if (line.startsWith('event:')) event = line.slice(6).trim();
    }
    // Gemini sends an error without `data:` before it.
    const value = parsed(data.length === 0 ? block : data.join('\n'));
    if (value !== undefined) events.push({ event, value });
  }
  return events;
}
