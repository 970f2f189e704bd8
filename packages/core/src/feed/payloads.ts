/** Bodies of feed items. Documented for third-party agents: fields are added, never changed or removed, within a major version. */
import { z } from 'zod'
import type { AddressPair, FixedIp } from '../model/port.ts'
import { addressOrPrefixText, addressText, macText, pairMacText } from './text-schemas.ts'

/** `host/<host>` → `port/<id>`: what an agent needs to plug one port. */
export interface PortItem {
  readonly id: string
  readonly networkId: string
  readonly macAddress: string
  readonly adminStateUp: boolean
  readonly deviceOwner: string
  readonly deviceId: string
  readonly fixedIps: readonly FixedIp[]
  readonly allowedAddressPairs: readonly AddressPair[]
  readonly portSecurityEnabled: boolean
  /** Segment of the bottom binding level: the one this host's switch realises. */
  readonly segmentId: string
  readonly vifType: string
  readonly vnicType: string
  readonly profile: Readonly<Record<string, unknown>>
  /**
   * Type of the agents whose port it is (null: its driver has none); others on the host leave it alone. Absent in items of
   * earlier versions: whoever can wire it does.
   */
  readonly agentType?: string | null | undefined
  /** It is bound to another host, and only plugged here in case that its device becomes active here. Nobody waits for it. */
  readonly standby?: true | undefined
  /** What services say of it to agents, by the name of the service (`security-groups`). Absent = nothing. */
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

/** `network/<id>` → `network`: what every member host needs to build the network. */
export interface NetworkItem {
  readonly id: string
  readonly adminStateUp: boolean
  /** Bytes of the largest IP packet inside the network. */
  readonly mtu: number
  readonly segments: readonly NetworkItemSegment[]
  /**
   * No port has another address than its fixed ones: port security is on for all (but the network's own devices), and none has
   * allowed address pairs. Only then may a switch answer for others. Absent in items of earlier versions: nobody knows.
   */
  readonly addressesFixed?: boolean | undefined
}

export interface NetworkItemSegment {
  readonly id: string
  readonly networkType: string
  readonly physicalNetwork: string | null
  readonly segmentationId: number | null
}

/** `network/<id>` → `member/<host>`: broadcast of the network must reach this VTEP. */
export interface MemberItem {
  readonly host: string
  readonly vtep: string
  readonly networkType: string
  readonly segmentationId: number
}

/** `network/<id>` → `port/<id>`: this MAC and these addresses live behind this VTEP. */
export interface PopulationItem {
  readonly portId: string
  readonly macAddress: string
  readonly ipAddresses: readonly string[]
  readonly host: string
  readonly vtep: string
  readonly networkType: string
  readonly segmentationId: number
}

/** `tunnels/<type>` → `endpoint/<host>`: an agent on this host ends tunnels of that type at this address. */
export interface EndpointItem {
  readonly host: string
  readonly vtep: string
  readonly networkType: string
}

export const portItemSchema: z.ZodType<PortItem> = z.object({
  id: z.string(),
  networkId: z.string(),
  macAddress: macText,
  adminStateUp: z.boolean(),
  deviceOwner: z.string(),
  deviceId: z.string(),
  fixedIps: z.array(z.object({ subnetId: z.string(), ipAddress: addressText })),
  allowedAddressPairs: z.array(z.object({ ipAddress: addressOrPrefixText, macAddress: pairMacText })),
  portSecurityEnabled: z.boolean(),
  segmentId: z.string(),
  vifType: z.string(),
  vnicType: z.string(),
  profile: z.record(z.string(), z.unknown()),
  agentType: z.string().nullable().optional(),
  standby: z.literal(true).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
})

export const networkItemSchema: z.ZodType<NetworkItem> = z.object({
  id: z.string(),
  adminStateUp: z.boolean(),
  mtu: z.number().int(),
  segments: z.array(
    z.object({
      id: z.string(),
      networkType: z.string(),
      physicalNetwork: z.string().nullable(),
      segmentationId: z.number().int().nullable(),
    }),
  ),
  addressesFixed: z.boolean().optional(),
})

export const memberItemSchema: z.ZodType<MemberItem> = z.object({
  host: z.string(),
  vtep: addressText,
  networkType: z.string(),
  segmentationId: z.number().int(),
})

export const populationItemSchema: z.ZodType<PopulationItem> = z.object({
  portId: z.string(),
  macAddress: macText,
  ipAddresses: z.array(addressText),
  host: z.string(),
  vtep: addressText,
  networkType: z.string(),
  segmentationId: z.number().int(),
})

export const endpointItemSchema: z.ZodType<EndpointItem> = z.object({
  host: z.string(),
  vtep: addressText,
  networkType: z.string(),
})
