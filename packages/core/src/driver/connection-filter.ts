/** Connections that the kernel tracks, as their first packet went. What is absent is not asked about. */
export interface ConnectionFilter {
  readonly zone: number
  readonly family: 4 | 6
  /** An address or a prefix, as `destination`. */
  readonly source?: string
  readonly destination?: string
  /** One of these addresses: many are found in one walk through the connections. */
  readonly sources?: readonly string[]
  readonly destinations?: readonly string[]
  /** Where their answers go: the address that the first packet's sender was given by SNAT. */
  readonly replyDestination?: string
  /** Number of the IP protocol. */
  readonly protocol?: number
  /** With a protocol that has ports. */
  readonly destinationPort?: number
  /** Instead of one: the first and the last. */
  readonly destinationPorts?: readonly [first: number, last: number]
}
