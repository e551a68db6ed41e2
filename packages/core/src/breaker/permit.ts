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

interface PermitParts {
  epoch: number;
  /** 0: an ordinary call. From 1: the probe that holds lease n - 1. */
  lease: number;
  serial: number;
  start: number;
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
  /** Of the permit last handed to `redeem`. */
  readonly parts: Readonly<PermitParts>;
  /** A lease ran out: the permit's late settle must find nothing. */
  revoke(permit: Permit): void;
  /** Forgets every permit issued so far: their epoch is over. */
  clear(): void;
}

export function createPermitBook(): PermitBook {
  return new SerialBook();
}

class SerialBook implements PermitBook {
  readonly parts: PermitParts = { epoch: 0, lease: 0, serial: 0, start: 0 };
  readonly #outstanding: Int32Array = new Int32Array(serialCount / 32);
  #count = 0;
  #last = 0;

  issue(epoch: number, lease: number, start: number): Permit {
    const low = ((this.#freeSerial() << startBits) | start) >>> 0;
    // The brand is given here, and only here.
    return ((epoch * leaseRange + lease) * upper + low) as Permit;
  }

  redeem(permit: Permit, epoch: number): boolean {
    this.#decode(permit);
    return this.parts.epoch === epoch && this.#takeBack(this.parts.serial);
  }

  revoke(permit: Permit): void {
    this.#decode(permit);
    this.#takeBack(this.parts.serial);
  }

  clear(): void {
    this.#outstanding.fill(0);
    this.#count = 0;
  }

  #isOut(serial: number): boolean {
    return ((this.#outstanding[serial >> 5] ?? 0) & (1 << (serial & 31))) !== 0;
  }

  #flip(serial: number): void {
    this.#outstanding[serial >> 5] = (this.#outstanding[serial >> 5] ?? 0) ^ (1 << (serial & 31));
  }

  #freeSerial(): number {
    if (this.#count >= serialCount - 1) return 0;
    do {
      this.#last = this.#last + 1 < serialCount ? this.#last + 1 : 1;
    } while (this.#isOut(this.#last));
    this.#flip(this.#last);
    this.#count += 1;
    return this.#last;
  }

  #takeBack(serial: number): boolean {
    if (serial === 0) return true;
    if (!this.#isOut(serial)) return false;
    this.#flip(serial);
    this.#count -= 1;
    return true;
  }

  #decode(permit: number): void {
    const low = permit >>> 0;
    const high = (permit - low) / upper;
    this.parts.start = low & (startRange - 1);
    this.parts.serial = low >>> startBits;
    this.parts.lease = high & (leaseRange - 1);
    this.parts.epoch = Math.floor(high / leaseRange);
  }
}

/** Epochs wrap here; a result would have to be 65,536 changes of state late to be taken for a fresh one. */
export const epochRange: number = 2 ** 16;

/** A permit of no epoch: whatever its call comes to changes nothing. */
// The brand is given by hand: no book issues it.
export const uncounted: Permit = (epochRange * leaseRange * upper) as Permit;
