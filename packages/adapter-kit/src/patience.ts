/** How long a sentence waits for what sockets do in their own time; a busy machine needs more than the usual second. */
export const patience: { readonly timeout: number } = { timeout: 4_000 };
