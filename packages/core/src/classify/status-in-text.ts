import { toStatus } from './safe-read.ts';
import type { Layer } from './layer.ts';

// How clients print a status; a bare number in a sentence is none (reference: errors, section 3, exception 13).
const prints = [
  /^(?:error: )?(\d{3}) (?:status code \(no body\)|[A-Z{"])/,
  /\berror code: (\d{3})\b/i,
  /\[(\d{3}) [A-Z][^\]]{0,40}\]/,
  /\b(\d{3}) (?:server|client) error\b/i,
  /\((\d{3})\) [A-Z]/,
  /\bgot status: (\d{3})\b/i,
  /\bstatus[ _-]?code[:= ]{1,3}(\d{3})\b/i,
  /\bhttp(?:\/\d(?:\.\d)?)? (?:error )?(\d{3})\b/i,
];

/** The HTTP status that a client has printed into its message; undefined where none stands. */
export function statusInText(layers: readonly Layer[]): number | undefined {
  for (const { text } of layers) {
    if (!/\d{3}/.test(text)) continue;
    for (const print of prints) {
      const status = toStatus(print.exec(text)?.[1]);
      if (status !== undefined && status >= 300) return status;
    }
  }
  return undefined;
}
