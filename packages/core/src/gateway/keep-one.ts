import type { UpstreamAnswer } from './upstream-answer.ts';

/** Of all answers of one request the one that is kept. */
export interface KeptAnswer {
  add(answer: UpstreamAnswer): void;
  keep(answer: UpstreamAnswer | undefined): void;
}

/** A probe or a hedge may open a second stream: what nobody will read is closed, whenever it arrives. */
export function keepOne(): KeptAnswer {
  const open = new Set<UpstreamAnswer>();
  let decided = false;
  const close = ({ body }: UpstreamAnswer): void => {
    if (body instanceof ReadableStream) body.cancel().catch(() => undefined);
  };
  return {
    add(answer) {
      if (decided) close(answer);
      else open.add(answer);
    },
    keep(winner) {
      decided = true;
      if (winner !== undefined) open.delete(winner);
      open.forEach(close);
      open.clear();
    },
  };
}
