import type { UpstreamAnswer } from './upstream-answer.ts';

/** A probe or a hedge may open a second stream: what nobody will read is closed, whenever it arrives. */
export function keepOne(): {
  add(answer: UpstreamAnswer): void;
  keep(answer: UpstreamAnswer | undefined): void;
} {
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
