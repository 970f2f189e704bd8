/** What the switch itself has of a flow of ours, in its own numbers. Hex is canonical: equal flows have equal hex. */
export interface FoundFlow {
  /** `0x6e6c…`. */
  readonly cookie: string
  /** Fields of the match (hex). */
  readonly fields: string
  /** What it does (hex); of a flood flow, what it does before it sends. */
  readonly actions: string
  /** As `ovs-ofctl` says it. */
  readonly text: string
  /** A younger flow of the same cookie is there: this one is left over. */
  readonly old?: true
}
