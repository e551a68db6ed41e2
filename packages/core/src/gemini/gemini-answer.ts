import { dataUrl } from '../gateway/picture.ts';

/** OpenAI's answer of Google's; undefined when there is no picture in it. */
export function imagesOf(text: string, format: 'b64_json' | 'url', created: number): object | undefined {
  const body = record(parse(text));
  const parts = list(body['candidates']).flatMap((candidate) =>
    list(record(record(candidate)['content'])['parts']),
  );
  const pictures = parts.flatMap((part) => {
    const { inlineData, inline_data: other, thought } = record(part);
    const { data } = record(inlineData ?? other);
    // The drafts of a model that thinks in pictures are not its answer.
    return typeof data === 'string' && data !== '' && thought !== true ? [data] : [];
  });
  if (pictures.length === 0) return undefined;
  const { promptTokenCount, candidatesTokenCount, totalTokenCount } = record(body['usageMetadata']);
  return {
    created,
    data: pictures.map((picture) => (format === 'url' ? { url: dataUrl(picture) } : { b64_json: picture })),
    usage: {
      input_tokens: promptTokenCount,
      output_tokens: candidatesTokenCount,
      total_tokens: totalTokenCount,
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
