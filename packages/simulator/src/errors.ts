/**
 * An option of the simulator is wrong. The message names the option, the value and what to write instead.
 *
 * `isFailoverError` of `@failsoft/core` recognises it too.
 */
export class SimulatorOptionsError extends Error {
  override readonly name = 'SimulatorOptionsError';
  readonly code = 'invalid_options';
  readonly help = 'https://github.com/failsoft/failsoft/blob/main/docs/errors/invalid_options.md';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    Object.defineProperty(this, Symbol.for('failsoft.error'), { value: true });
  }
}
