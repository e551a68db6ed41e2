import { createManualClock } from '../clock/manual-clock.ts';
import { createSimulator } from '../simulator.ts';
import { formatTrace } from '../trace/trace.ts';

/** What is asked of the simulator in one evening: the same for every way of asking. */
export interface Question {
  readonly id: number;
  readonly model: string;
  readonly time: string;
}

export const models = ['gemini-3-pro-image-preview', 'gemini-2.5-flash-image', 'seedream-4.5'] as const;
export const start = '2026-02-19T20:00:00.000+08:00';

/** A request a minute and model, for two hours. */
export const questions: readonly Question[] = Array.from({ length: 360 }, (_, index) => ({
  id: Math.floor(index / 3) + 1,
  model: models[index % 3] ?? models[0],
  time: `2026-02-19T${20 + Math.floor(index / 180)}:${String(Math.floor(index / 3) % 60).padStart(2, '0')}:00.000+08:00`,
}));

export const bodyOf = ({ model }: Question): string => JSON.stringify({ model, prompt: 'a lighthouse' });

/** The evening in this process, one request after the other on a clock that is advanced: its trace. */
export async function playEvening(seed: number): Promise<string> {
  const clock = createManualClock({ start });
  const simulator = createSimulator({ seed, latency: false, clock, models });
  for (const [index, question] of questions.entries()) {
    if (index % 3 === 0 && index > 0) clock.advance(60_000);
    const response = await simulator.fetch('https://api.example.com/v1/images/generations', {
      method: 'POST',
      body: bodyOf(question),
    });
    await response.arrayBuffer();
  }
  return formatTrace(simulator.journal);
}
