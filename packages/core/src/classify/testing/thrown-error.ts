/** An error as the corpus writes it down. */
export interface ThrownShape {
  readonly constructor: string | null;
  readonly name?: string;
  readonly message: string;
  readonly cause?: ThrownShape;
}

/** Makes the error that was seen: its class by name, its own fields, its causes. A line without a class is data. */
export function thrownError(shape: ThrownShape): object {
  const { constructor: className, name, message, cause, ...fields } = shape;
  if (className === null) return { ...shape };
  if (className === 'DOMException') return new DOMException(message, name);
  const Thrown = { [className]: class extends Error {} }[className] ?? Error;
  const error = new Thrown(message, cause === undefined ? {} : { cause: thrownError(cause) });
  return Object.assign(error, fields, name === undefined ? {} : { name });
}
