import type { PanelParts } from './panel-types.ts';

/** Asks the simulator, or gives it an order, and never waits for ever. Runs in the browser. */
export const ask: PanelParts['ask'] = async (path, fields) => {
  // Three polls long. A server that takes connections and answers none is as good as gone.
  const WAIT_MS = 3_000;
  const order = fields && { method: 'POST', body: JSON.stringify(fields) };
  try {
    const response = await fetch(path, { ...order, signal: AbortSignal.timeout(WAIT_MS) });
    const answer = await response.json().catch((error: unknown) => {
      // Whoever answers without JSON has answered.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    });
    if (response.ok && answer !== undefined) return { kind: 'answer', value: answer };
    const message = answer?.error?.message ?? `The simulator answered ${response.status} and no JSON.`;
    return { kind: 'refusal', message: String(message) };
  } catch {
    return { kind: 'silence' };
  }
};
