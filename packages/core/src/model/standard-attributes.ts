/** Carried by every API resource. Times are ISO 8601 UTC with seconds; `revisionNumber` grows with every change. */
export interface StandardAttributes {
  readonly description: string
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string
}
