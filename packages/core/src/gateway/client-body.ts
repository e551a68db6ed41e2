/** New values by field; undefined takes the field out. */
export type FieldChanges = ReadonlyMap<string, unknown>;

/** The body of a client's request: a few fields are read and changed, the rest travels byte for byte. */
export interface ClientBody {
  /** The value of a field; undefined when it is absent, or no value at all. */
  field(name: string): unknown;
  /** All fields as an object, for `adapt`. Files of a form are left out. */
  fields(): Record<string, unknown>;
  /** The same bytes with these changes. */
  with(changes: FieldChanges): Uint8Array<ArrayBuffer>;
}
