/** A place in the change log of one store. */
export interface Cursor {
  readonly epoch: string
  readonly rev: number
}
