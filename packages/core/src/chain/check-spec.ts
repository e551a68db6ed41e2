import { InvalidOptionsError } from '../errors.ts';
import { assertFunction, assertNumber, describe } from '../options-check.ts';
import { capabilities } from './capability.ts';
import type { ApiKey, ModelOptions } from './model-spec.ts';

// oxlint-disable-next-line no-control-regex -- these are what is looked for: no header and no log line carries them
const controls = /[\u0000-\u001f\u007f]/;

/** @throws InvalidOptionsError naming the field of a model that is not what it must be, and what to write. */
export function checkSpec(spec: ModelOptions): void {
  if (controls.test(spec.name)) {
    throw new InvalidOptionsError(
      `A model's name is ${describe(spec.name)}, but must have no line break or other control sign.`,
    );
  }
  const of = `of model ${describe(spec.name)}`;
  assertText(`upstreamModel ${of}`, spec.upstreamModel, 'the name that the upstream knows it by');
  assertText(`publicName ${of}`, spec.publicName, 'the name that clients see');
  assertText(`vendor ${of}`, spec.vendor, 'a name such as "google"');
  assertFunction(`fetch ${of}`, spec.fetch);
  assertFunction(`adapt ${of}`, spec.adapt);
  checkApiKey(spec.apiKey);
  if (spec.medianMs !== undefined) assertNumber('medianMs', spec.medianMs, { above: 0 });
  if (spec.price !== undefined) assertNumber('price', spec.price, { atLeast: 0 });
  if (spec.supports !== undefined && !isListOfText(spec.supports)) {
    throw new InvalidOptionsError(
      `supports ${of} is ${describe(spec.supports)}, but must be a list such as ["edits", "streaming"].`,
    );
  }
  const unknown = spec.supports?.find((name) => !capabilities.includes(name));
  if (unknown === undefined) return;
  throw new InvalidOptionsError(
    `supports ${of} names ${describe(unknown)}, but knows ${capabilities.join(', ')}.`,
  );
}

/** @throws InvalidOptionsError for a key that no header could carry. The key itself is never shown. */
export function checkApiKey(apiKey: ApiKey | undefined): void {
  if (apiKey === undefined || typeof apiKey === 'function') return;
  if (typeof apiKey !== 'string' || apiKey === '') {
    throw new InvalidOptionsError(
      `apiKey is ${describe(apiKey)}, but must be a key or a function that returns one. Without a key leave it out.`,
    );
  }
  // RFC 9110, section 5.5, and what fetch accepts: a pasted line break or ellipsis fails at the first call otherwise.
  if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(apiKey.trim())) {
    throw new InvalidOptionsError(
      'apiKey has a line break or a sign that no header can carry. Copy the key again, without what stands around it.',
    );
  }
}

/** True for a list of texts. */
export function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function assertText(name: string, value: unknown, hint: string): void {
  if (value === undefined || (typeof value === 'string' && value !== '' && !controls.test(value))) return;
  throw new InvalidOptionsError(`${name} is ${describe(value)}, but must be ${hint}.`);
}
