import type { StandardAttributes } from '@netloom/core'

export type FloatingIpStatus = 'ACTIVE' | 'DOWN' | 'ERROR'

export interface FloatingIp extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly floatingNetworkId: string
  readonly floatingIpAddress: string
  /** The port that holds the address outside. */
  readonly floatingPortId: string
  /** The port that it leads to. */
  readonly portId: string | null
  readonly fixedIpAddress: string | null
  /** Set by its port, or by the first of its port forwardings. */
  readonly routerId: string | null
  /** ACTIVE as soon as the host of the router says so. */
  readonly status: FloatingIpStatus
  readonly dnsName: string
  readonly dnsDomain: string
}

/** As callers see it. */
export interface ShownFloatingIp extends FloatingIp {
  /** Of the port that it leads to. */
  readonly portDetails: FloatingIpPortDetails | null
  readonly portForwardings: readonly FloatingIpForwarding[]
}

export interface FloatingIpPortDetails {
  readonly name: string
  readonly networkId: string
  readonly macAddress: string
  readonly adminStateUp: boolean
  readonly status: string
  readonly deviceId: string
  readonly deviceOwner: string
}

/** A port forwarding as its floating IP shows it. */
export interface FloatingIpForwarding {
  readonly id: string
  readonly protocol: string
  readonly internalIpAddress: string
  readonly internalPortId: string
  readonly externalPorts: readonly [number, number]
  readonly internalPorts: readonly [number, number]
}

export interface FloatingIpCreate {
  readonly projectId?: string
  readonly floatingNetworkId: string
  readonly floatingIpAddress?: string | null
  readonly subnetId?: string | null
  readonly portId?: string | null
  readonly fixedIpAddress?: string | null
  readonly description?: string
  readonly dnsName?: string
  readonly dnsDomain?: string
}

/** `portId` null dissociates; absent keeps what is. */
export type FloatingIpUpdate = Partial<Pick<FloatingIpCreate, 'portId' | 'fixedIpAddress' | 'description'>>
