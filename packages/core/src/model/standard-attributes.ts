/** Carried by every API resource. Times are ISO 8601 UTC with seconds; `revisionNumber` grows with every change. */
export interface StandardAttributes {
  readonly description: string
  /** Sorted, none twice. */
  readonly tags: readonly string[]
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string
}
