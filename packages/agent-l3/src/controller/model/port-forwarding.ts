/** First and last port. */
export type PortRange = readonly [number, number]

export interface PortForwarding {
  readonly id: string
  readonly floatingIpId: string
  readonly protocol: string
  readonly externalPorts: PortRange
  /** As many as outside, or one for all. */
  readonly internalPorts: PortRange
  readonly internalPortId: string
  readonly internalIpAddress: string
  readonly description: string
  readonly revisionNumber: number
}

/** `internalIpAddress` absent = the first IPv4 address of the port. */
export interface PortForwardingCreate {
  readonly protocol: string
  readonly externalPorts: PortRange
  readonly internalPorts: PortRange
  readonly internalPortId: string
  readonly internalIpAddress?: string
  readonly description?: string
}

export type PortForwardingUpdate = Partial<PortForwardingCreate>
