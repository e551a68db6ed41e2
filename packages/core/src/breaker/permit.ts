import { startRange } from '../window/sliding-window.ts';

/**
 * Leave to make one call, as a plain number: epoch, lease, serial, start bucket. Nothing is allocated.
 *
 * Opaque; it means something only to the breaker that issued it.
 */
export type Permit = number & { readonly __permit: true };

// The lower 32 bits: serial, start bucket. The upper 21: epoch, lease. So bit operations do, which are
// several times quicker than remainders of numbers beyond 2^32.
const startBits = 18;
const serialCount = 2 ** 14;
const leaseRange = 2 ** 5;
const upper = 2 ** 32;

/** The start bucket it was issued with. */
export function startOf(permit: Permit): number {
  return permit & (startRange - 1);
}

/** 0: an ordinary call. From 1: the probe that holds lease n - 1. */
export function leaseOf(permit: Permit): number {
  return (permit / upper) & (leaseRange - 1);
}

/**
 * Issues permits and takes each back once. 2 KiB, whatever the traffic.
 *
 * Beyond 16,383 calls in flight at once permits share serial 0 and a second settle of such a one goes
 * unnoticed.
 */
export interface PermitBook {
  issue(epoch: number, lease: number, start: number): Permit;
  /** False when this permit is of another epoch, or was settled or revoked before. */
  redeem(permit: Permit, epoch: number): boolean;
  /** Forgets every permit issued so far: their epoch is over. */
  clear(): void;
}

export function createPermitBook(): PermitBook {
  return new SerialBook();
}

class SerialBook implements PermitBook {
  readonly #outstanding: Int32Array = new Int32Array(serialCount / 32);
  #count = 0;
  // Permits of serial 0 that are out.
  #overflow = 0;
  #last = 0;

  issue(epoch: number, lease: number, start: number): Permit {
    const low = ((this.#freeSerial() << startBits) | start) >>> 0;
    // The brand is given here, and only here.
    return ((epoch * leaseRange + lease) * upper + low) as Permit;
  }

  redeem(permit: Permit, epoch: number): boolean {
    if (Math.floor(permit / (upper * leaseRange)) !== epoch) return false;
    const serial = (permit >>> 0) >>> startBits;
    if (serial === 0) {
      if (this.#overflow === 0) return false;
      this.#overflow -= 1;
      return true;
    }
    if (!this.#flip(serial, 1)) return false;
    this.#count -= 1;
    return true;
  }

  clear(): void {
    this.#outstanding.fill(0);
    this.#count = this.#overflow = 0;
  }

  #freeSerial(): number {
    if (this.#count >= serialCount - 1) {
      this.#overflow += 1;
      return 0;
    }
    do {
      this.#last = this.#last + 1 < serialCount ? this.#last + 1 : 1;
    } while (!this.#flip(this.#last, 0));
    this.#count += 1;
    return this.#last;
  }

  // Whether it was `from`; if so it no longer is.
  #flip(serial: number, from: 0 | 1): boolean {
    const word = this.#outstanding[serial >> 5] ?? 0;
    if (((word >> (serial & 31)) & 1) !== from) return false;
    this.#outstanding[serial >> 5] = word ^ (1 << (serial & 31));
    return true;
  }
}

/** Epochs wrap here; a result would have to be 65,536 changes of state late to be taken for a fresh one. */
export const epochRange: number = 2 ** 16;

/** A permit of no epoch: whatever its call comes to changes nothing. */
// The brand is given by hand: no book issues it.
export const uncounted: Permit = (epochRange * leaseRange * upper) as Permit;
