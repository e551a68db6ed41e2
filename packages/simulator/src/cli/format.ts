import { styleText } from 'node:util';
import { formatBeijing } from '../episodes/beijing-time.ts';
import type { Episode } from '../episodes/episode.ts';
import type { JournalEntry } from '../journal/journal.ts';

/** Paints a text. */
export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

/** Colours on a terminal that has them; plain text in files, pipes and under NO_COLOR. */
export const paint: Paint = (format, text) => styleText(format, text, { stream: process.stdout });

/** `20:07` */
const hourAndMinute = (at: number): string => formatBeijing(at).slice(11, 16);

/** `20:07-20:49` */
export const fromTo = ({ startsAt, endsAt }: Episode): string =>
  `${hourAndMinute(startsAt)}-${hourAndMinute(endsAt)}`;

const LONGEST_ANSWER = 'reset'.length;

/** `20:08:02  gemini-3-pro-image-preview  503      1700 ms  overload 20:07-20:49` */
export function requestLine(entry: JournalEntry, modelWidth: number, paint: Paint): string {
  const { time, model, status, fault, latencyMs, episode, aborted } = entry;
  const colour = status === 200 && fault === undefined ? 'green' : isRefusal(status) ? 'yellow' : 'red';
  // Without an answer there is no status: what happened stands in its place.
  const answer = status === 0 ? (fault ?? 'nothing') : String(status);
  const notes = [
    status === 0 ? undefined : fault,
    aborted ? 'the client went away' : undefined,
    episode === undefined ? undefined : `${episode.kind} ${fromTo(episode)}`,
  ];
  const parts = [
    paint('dim', time.slice(11, 19)),
    (model || '(no model)').padEnd(modelWidth),
    paint(colour, answer.padEnd(LONGEST_ANSWER)),
    `${String(latencyMs).padStart(6)} ms`,
    paint('dim', notes.filter((note) => note !== undefined).join(', ')),
  ];
  return parts.join('  ').trimEnd();
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500;
