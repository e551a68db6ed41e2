const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  msec: 1,
  millisecond: 1,
  milliseconds: 1,
  毫秒: 1,
  '': 1_000,
  s: 1_000,
  sec: 1_000,
  secs: 1_000,
  second: 1_000,
  seconds: 1_000,
  秒: 1_000,
  秒钟: 1_000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  分: 60_000,
  分钟: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hrs: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  小时: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
  天: 86_400_000,
};

const part = /(\d{1,15}(?:\.\d{1,12})?)\s*([a-z]+|[毫秒钟分小时天]+)?(?:\s+and)?\s*/giy;

/**
 * Reads the duration that a text begins with: `40s`, `3.3s`, `900ms`, `1h2m3.5s`, `50 seconds`, `2 分钟`.
 * A bare number is seconds. Undefined where there is none.
 */
export function durationAtStart(text: string): number | undefined {
  let total: number | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  part.lastIndex = 0;
  for (let found = part.exec(text); found !== null; found = part.exec(text)) {
    const unit = unitMs[(found[2] ?? '').toLowerCase()];
    // Units go down, as in 1h2m3s: what follows in any other order is not part of it.
    if (unit === undefined || unit >= smallest) break;
    if (found[2] === undefined && total !== undefined) break;
    smallest = unit;
    total = (total ?? 0) + Number(found[1]) * unit;
    if (found[2] === undefined) break;
  }
  return total;
}

/** A protobuf `Duration` or Go duration that is the whole of a value. */
export function wholeDuration(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d[\d.a-zµ]{0,40}$/.test(value)) return undefined;
  return durationAtStart(value);
}
