import { parseMoment } from '../episodes/beijing-time.ts';
import { SimulatorOptionsError } from '../errors.ts';
import { readFault, type Forced } from '../faults/fault.ts';

/** What a request says about its own simulation. */
export interface Steering {
  /** `x-sim-force`: what becomes of it. */
  readonly forced: Forced | undefined;
  /** `x-sim-id`: what its draws are counted by, so that order and concurrency cannot touch them. */
  readonly id: number | undefined;
  /** `x-sim-time`: the moment it counts as having arrived at. */
  readonly moment: number | undefined;
}

/**
 * Reads the headers that steer one request. Every answer carries `x-sim-id` and `x-sim-time`:
 * sent back to a simulator of the same seed they give the same answer again.
 *
 * @throws SimulatorOptionsError naming the header.
 */
export function readSteering(headers: Headers): Steering {
  const [force, id, time] = ['x-sim-force', 'x-sim-id', 'x-sim-time'].map((name) => headers.get(name));
  return {
    forced: force == null ? undefined : readFault('x-sim-force', force),
    id: id == null ? undefined : readId(id),
    moment: time == null ? undefined : parseMoment('x-sim-time', time),
  };
}

// An answer carries the number that its text came to, and sent back that must stand for itself.
const LARGEST_ID = 10 ** 15;

/** A number stands for itself; any other text for a number that depends on nothing but the text. */
function readId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (text === '') throw new SimulatorOptionsError('x-sim-id is empty. Send a number or any other text.');
  // FNV-style hash, by two 32-bit halves: 53 bits, of which fifteen digits stay.
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ low ^ (high >>> 15), 0x85ebca6b);
  }
  return ((high >>> 11) * 2 ** 32 + (low >>> 0)) % LARGEST_ID;
}
