/** A line on a terminal that says how far long work has come. Silent where nobody watches. */
export function showProgress(what: string): { update(share: number): void; end(): void } {
  const { stderr } = process;
  let shown = -1;
  return {
    update(share) {
      const percent = Math.floor(share * 100);
      if (!stderr.isTTY || percent === shown) return;
      shown = percent;
      stderr.write(`\r${what} ${String(percent).padStart(3)} %`);
    },
    end() {
      if (stderr.isTTY && shown >= 0) stderr.write('\r\u001B[K');
    },
  };
}
