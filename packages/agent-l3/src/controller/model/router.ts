import type { FixedIp, FixedIpRequest, HostRoute, StandardAttributes } from '@netloom/core'

/** Where a router leads outside. */
export interface ExternalGatewayInfo {
  readonly networkId: string
  readonly enableSnat: boolean
  readonly externalFixedIps: readonly FixedIp[]
}

export interface Router extends StandardAttributes {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly adminStateUp: boolean
  /** ERROR: its host could not set it up. */
  readonly status: RouterStatus
  readonly externalGatewayInfo: ExternalGatewayInfo | null
  readonly routes: readonly HostRoute[]
  readonly availabilityZoneHints: readonly string[]
  /** Zones of the agents that have it. */
  readonly availabilityZones: readonly string[]
  readonly ha: boolean
  readonly distributed: boolean
  readonly conntrackHelpers: readonly RouterHelper[]
}

export type RouterStatus = 'ACTIVE' | 'ERROR'

/** A conntrack helper as its router shows it. */
export interface RouterHelper {
  readonly protocol: string
  readonly port: number
  readonly helper: string
}

/** `externalFixedIps` absent or empty = any; `enableSnat` absent = `enable_snat_by_default`. */
export interface GatewayRequest {
  readonly networkId: string
  readonly enableSnat?: boolean
  readonly externalFixedIps?: readonly FixedIpRequest[]
}

export interface RouterCreate {
  readonly projectId?: string
  readonly name?: string
  readonly description?: string
  readonly adminStateUp?: boolean
  /** null = none. */
  readonly externalGatewayInfo?: GatewayRequest | null
  readonly availabilityZoneHints?: readonly string[]
  /** Whether several hosts have it; null = `l3_ha`. */
  readonly ha?: boolean | null
  /** Only what is offered: false. */
  readonly distributed?: boolean | null
}

export type RouterUpdate = Partial<
  Pick<RouterCreate, 'name' | 'description' | 'adminStateUp' | 'externalGatewayInfo' | 'ha' | 'distributed'>
> & { readonly routes?: readonly HostRoute[] }

/** By exactly one of them; to remove one, a subnet may be named beside the port. */
export interface InterfaceRequest {
  readonly subnetId?: string
  readonly portId?: string
}

export interface RouterInterface {
  readonly routerId: string
  readonly projectId: string
  readonly portId: string
  readonly networkId: string
  readonly subnetIds: readonly string[]
}
