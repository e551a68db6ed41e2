/** Holds everybody from `hold` until `go`, so that all requests are under way at once; then lets them out within seconds. */
const waiting = new Set<() => void>();
let isOpen = false;
process.on('message', (message) => {
  if (message === 'hold') isOpen = false;
  if (message !== 'go') return;
  // Who is still on the way here finds it open.
  isOpen = true;
  for (const release of waiting) release();
});

/** Resolves some time after the next `go`; the undo forgets it. */
export function hold(then: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    waiting.delete(release);
    timer = setTimeout(then, Math.random() * 3_000);
  };
  if (isOpen) release();
  else waiting.add(release);
  return () => {
    waiting.delete(release);
    clearTimeout(timer);
  };
}
