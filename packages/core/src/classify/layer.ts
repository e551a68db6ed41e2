import { isRecord, itemsOf, read, readList, readText, toStatus } from './safe-read.ts';

/** A name that an upstream gave its error, and the place it stood. */
export interface Code {
  readonly value: string;
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
}

const textChars = 8 * 1024;
const codeChars = 200;

// In order of precedence: code beats type, because relays rewrite the type (reference: one-api, new-api).
const codeKeys = [
  'code',
  'Code',
  'error_code',
  'errorCode',
  'errorcode',
  'status_code',
  'CodeN',
  '__type',
  'type',
  'error_type',
  'errorType',
  'status',
  'blockReason',
  'block_reason',
] as const;
const statusKeys = [
  'code',
  'status',
  'statusCode',
  'status_code',
  'http_status',
  'httpStatus',
  'upstreamStatus',
] as const;
const textKeys = [
  'message',
  'Message',
  'msg',
  'error_msg',
  'errorMessage',
  'status_msg',
  'detail',
  'title',
  'error_description',
  'description',
  'faultstring',
  'blockReasonMessage',
  'reason',
] as const;

/** Reads one error object, without those inside it. */
export function readLayer(source: object, field: string): Layer {
  const codes: Code[] = [];
  const texts: string[] = [];
  const details = readList(source, 'details');
  for (const detail of details) readDetail(detail, codes, texts);
  const metadata = read(source, 'metadata');
  readMetadata(metadata, codes, texts);
  let status: number | undefined;
  for (const key of statusKeys) status ??= toStatus(read(source, key));
  for (const key of codeKeys) addCode(codes, read(source, key), `${field}.${key}`);
  if (read(source, 'moderation_stage') === 'output') addCode(codes, 'moderation_output', 'moderation_stage');
  const param = toStatus(read(source, 'param'));
  const copied = codes.some(({ value }) => value === 'bad_response_status_code');
  if (param !== undefined && copied) {
    status = param; // new-api and one-api: the status that the vendor really sent
  }
  if (isModelParameter(source)) codes.unshift({ value: 'model_parameter', field: `${field}.param` });
  for (const key of textKeys) addText(texts, read(source, key));
  const provider = readText(metadata, 'provider_name', codeChars);
  return {
    status,
    codes,
    text: texts.length === 1 ? (texts[0] ?? '') : texts.join('\n'),
    field,
    source,
    details,
    relayed: copied || provider !== undefined || /^provider returned error/i.test(texts.at(-1) ?? ''),
  };
}

// OpenAI: a wrong value of what each model takes differently is about the model, of a prompt about the request.
const modelParameters =
  /^(?:size|quality|background|style|n|response_format|output_format|output_compression|moderation|aspect_ratio|resolution|input_fidelity|partial_images|temperature|top_p|max_tokens|max_completion_tokens|reasoning_effort)$/;

function isModelParameter(source: object): boolean {
  return (
    read(source, 'code') === 'invalid_value' &&
    modelParameters.test(readText(source, 'param', codeChars) ?? '')
  );
}

// google.rpc: ErrorInfo.reason, QuotaFailure.violations, BadRequest.fieldViolations.
function readDetail(detail: unknown, codes: Code[], texts: string[]): void {
  addCode(codes, read(detail, 'reason'), 'details.reason');
  for (const violation of readList(detail, 'violations')) {
    addCode(codes, read(violation, 'quotaId'), 'details.quotaId');
    addCode(codes, read(violation, 'quotaMetric'), 'details.quotaMetric');
    addText(texts, read(violation, 'description'));
  }
  for (const violation of readList(detail, 'fieldViolations')) addText(texts, read(violation, 'description'));
}

// OpenRouter puts what it knows of its provider beside the message.
function readMetadata(metadata: unknown, codes: Code[], texts: string[]): void {
  if (!isRecord(metadata)) return;
  addCode(codes, read(metadata, 'limit_source'), 'metadata.limit_source');
  addCode(codes, read(metadata, 'error_type'), 'metadata.error_type');
  if (itemsOf(read(metadata, 'reasons')).length > 0) {
    codes.push({ value: 'moderation_reasons', field: 'metadata.reasons' });
  }
  addText(texts, read(metadata, 'raw'));
}

function addCode(codes: Code[], value: unknown, field: string): void {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && text !== '' && text.length <= codeChars) codes.push({ value: text, field });
}

function addText(texts: string[], value: unknown): void {
  if (typeof value === 'string' && value !== '') texts.push(value.slice(0, textChars));
}
