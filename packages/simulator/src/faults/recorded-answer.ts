import { SimulatorOptionsError } from '../errors.ts';
import recordedAnswers from './recorded-answers.json' with { type: 'json' };

/** An answer that a real upstream gave, or documents, word for word. */
export interface RecordedAnswer {
  /** `openai-429-slow-down` */
  readonly id: string;
  /** Where it was seen. */
  readonly source: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text goes out as it is, anything else as JSON. */
  readonly body: unknown;
  /** What it means as a whole answer, in the words of `classify`. */
  readonly kind: string;
  /** The words are the source's, the envelope around them is that of the vendor's documents. */
  readonly composed?: boolean;
}

const byId = new Map<string, RecordedAnswer>(
  // Each entry lacks the header names of the others, which TypeScript types as undefined.
  (recordedAnswers as readonly RecordedAnswer[]).map((answer) => [answer.id, answer]),
);

/** All answers that can be asked for by id, by vendor and status. */
export const recordedAnswersById: ReadonlyMap<string, RecordedAnswer> = byId;

/** @throws SimulatorOptionsError when nothing of that name was recorded. */
export function recordedAnswer(id: string): RecordedAnswer {
  const answer = byId.get(id);
  if (answer !== undefined) return answer;
  throw new SimulatorOptionsError(`${id} is no recorded answer. There are: ${[...byId.keys()].join(', ')}.`);
}

/** The body as it goes over the wire. */
export function bodyText({ body }: Pick<RecordedAnswer, 'body'>): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
