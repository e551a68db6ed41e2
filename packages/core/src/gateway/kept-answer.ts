import type { UpstreamAnswer } from './upstream-answer.ts';

/** A probe or a hedge may open a second stream: what nobody will read is closed, whenever it arrives. */
export class KeptAnswer {
  #open: UpstreamAnswer[] = [];
  #decided = false;

  add(answer: UpstreamAnswer): void {
    if (this.#decided) close(answer);
    else if (answer.body instanceof ReadableStream) this.#open.push(answer);
  }

  /** From now on only this one is read, or none. */
  keep(winner: UpstreamAnswer | undefined): void {
    this.#decided = true;
    for (const answer of this.#open) if (answer !== winner) close(answer);
    this.#open = [];
  }
}

function close({ body }: UpstreamAnswer): void {
  if (body instanceof ReadableStream) body.cancel().catch(() => undefined);
}
