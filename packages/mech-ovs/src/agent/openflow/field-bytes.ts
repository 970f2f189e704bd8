/** A value on the wire; `mask` is absent when every bit counts. */
export interface FieldBytes {
  readonly value: Buffer
  readonly mask?: Buffer
}
