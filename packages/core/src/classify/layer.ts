import type { Name } from './names.ts';
import { isRecord, itemsOf, read, readList, toStatus } from './safe-read.ts';

/** A name that an upstream gave its error, and the place it stood. */
interface Code {
  readonly value: string;
  /** Lower case, letters and digits only. */
  readonly plain: string;
  readonly field: string;
}

/** One error object: its own, or one that it wraps. */
export interface Layer {
  readonly status: number | undefined;
  /** Most specific first. */
  readonly codes: readonly Code[];
  readonly text: string;
  readonly field: string;
  /** Where a retry delay may stand. */
  readonly source: object;
  readonly details: readonly unknown[];
  /** The relay says that its own upstream refused. */
  readonly relayed: boolean;
  /** It stood inside a text of another answer. */
  readonly embedded: boolean;
}

const textChars = 8 * 1024;
const codeChars = 200;

/** Reads one error object, without those inside it. */
export function readLayer(source: object, field: string, names: readonly Name[], embedded: boolean): Layer {
  const codes: Code[] = [];
  const texts: string[] = [];
  let details: readonly unknown[] = [];
  let status: number | undefined;
  let relayed = false;
  for (const name of names) {
    const value = read(source, name.key);
    if (name.own) {
      if (name.key === 'details') details = readDetails(value, codes, texts);
      else if (name.key === 'metadata') relayed = readMetadata(value, codes, texts);
      else if (name.key === 'moderation_stage')
        addCode(codes, value === 'output' ? 'moderation_output' : value, name.key);
      else addCode(codes, modelParameter(source, value), `${field}.param`);
    }
    if (name.status) status ??= toStatus(value);
    if (name.code) addCode(codes, value, `${field}.${name.key}`);
    if (name.text) addText(texts, value);
  }
  if (codes.some(({ value }) => value === 'bad_response_status_code')) {
    relayed = true;
    // new-api and one-api: the status that the vendor really sent
    status = toStatus(read(source, 'param')) ?? status;
  }
  for (const each of texts) addCode(codes, codeInText(each), `${field}.message`);
  const text = texts.length === 1 ? (texts[0] ?? '') : texts.join('\n');
  return {
    status,
    codes,
    text,
    field,
    source,
    details,
    relayed: relayed || /^provider returned error/im.test(text),
    embedded,
  };
}

// OpenAI: a wrong value of what each model takes differently is about the model, of a prompt about the request.
const modelParameters =
  /^(?:size|quality|background|style|n|response_format|output_format|output_compression|moderation|aspect_ratio|resolution|input_fidelity|partial_images|temperature|top_p|max_tokens|max_completion_tokens|reasoning_effort)$/;

function modelParameter(source: object, param: unknown): string | undefined {
  const named = typeof param === 'string' && modelParameters.test(param.slice(0, codeChars));
  if (typeof param !== 'string' || param === '' || read(source, 'code') !== 'invalid_value') return undefined;
  return named ? 'model_parameter' : 'request_parameter';
}

// google.rpc: ErrorInfo.reason, QuotaFailure.violations, BadRequest.fieldViolations.
function readDetails(value: unknown, codes: Code[], texts: string[]): readonly unknown[] {
  const details = itemsOf(value);
  for (const detail of details) {
    addCode(codes, read(detail, 'reason'), 'details.reason');
    for (const violation of readList(detail, 'violations')) {
      const quotaId = read(violation, 'quotaId');
      // A day that is used up beats a minute that is, whichever stands first.
      const daily = typeof quotaId === 'string' && /perday|daily/i.test(quotaId);
      if (daily) codes.unshift({ value: 'PerDay', plain: 'perday', field: 'details.quotaId' });
      else addCode(codes, quotaId, 'details.quotaId');
      addCode(codes, read(violation, 'quotaMetric'), 'details.quotaMetric');
      addText(texts, read(violation, 'description'));
    }
    for (const violation of readList(detail, 'fieldViolations'))
      addText(texts, read(violation, 'description'));
  }
  return details;
}

// OpenRouter puts what it knows of its provider beside the message.
function readMetadata(metadata: unknown, codes: Code[], texts: string[]): boolean {
  if (!isRecord(metadata)) return false;
  addCode(codes, read(metadata, 'limit_source'), 'metadata.limit_source');
  addCode(codes, read(metadata, 'error_type'), 'metadata.error_type');
  if (itemsOf(read(metadata, 'reasons')).length > 0) addCode(codes, 'moderation_reasons', 'metadata.reasons');
  addText(texts, read(metadata, 'raw'));
  return typeof read(metadata, 'provider_name') === 'string';
}

// botocore and LiteLLM put the class of the error into their sentence; in LiteLLM the last one is the innermost.
function codeInText(text: string): string | undefined {
  if (text.includes('An error occurred (')) return /An error occurred \((\w{1,80})\)/.exec(text)?.[1];
  // gRPC: the name of the code, then the sentence.
  const grpc = /^([A-Z]{4,12}(?:_[A-Z]{2,12}){0,3}): /.exec(text)?.[1];
  if (grpc !== undefined || !text.startsWith('litellm.')) return grpc;
  return [...text.slice(0, 400).matchAll(/litellm\.(\w{1,60})/g)].at(-1)?.[1];
}

function addCode(codes: Code[], value: unknown, field: string): void {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '' || text.length > codeChars) return;
  codes.push({ value: text, plain: plainCode(text), field });
}

/** A code without its spelling: `rate_limit`, `RateLimit` and `rate-limit` are one. */
export function plainCode(code: string): string {
  return code.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function addText(texts: string[], value: unknown): void {
  if (typeof value === 'string' && value !== '') texts.push(value.slice(0, textChars));
}
