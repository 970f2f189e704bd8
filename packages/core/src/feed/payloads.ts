/** Bodies of feed items. Documented for third-party agents: fields are added, never changed or removed, within a major version. */
import { z } from 'zod'

const address = z.object({ subnetId: z.string(), ipAddress: z.string() })

/** `host/<host>` → `port/<id>`: what an agent needs to plug one port. */
export const portItemSchema = z.object({
  id: z.string(),
  networkId: z.string(),
  macAddress: z.string(),
  adminStateUp: z.boolean(),
  deviceOwner: z.string(),
  deviceId: z.string(),
  fixedIps: z.array(address),
  allowedAddressPairs: z.array(z.object({ ipAddress: z.string(), macAddress: z.string() })),
  portSecurityEnabled: z.boolean(),
  /** Segment of the bottom binding level: the one this host's switch realises. */
  segmentId: z.string(),
  vifType: z.string(),
  vnicType: z.string(),
  profile: z.record(z.string(), z.unknown()),
})
export type PortItem = z.infer<typeof portItemSchema>

/** `network/<id>` → `network`: what every member host needs to build the network. */
export const networkItemSchema = z.object({
  id: z.string(),
  adminStateUp: z.boolean(),
  /** Bytes of the largest IP packet inside the network. */
  mtu: z.number().int(),
  segments: z.array(
    z.object({
      id: z.string(),
      networkType: z.string(),
      physicalNetwork: z.string().nullable(),
      segmentationId: z.number().int().nullable(),
    }),
  ),
})
export type NetworkItem = z.infer<typeof networkItemSchema>

/** `network/<id>` → `member/<host>`: broadcast of the network must reach this VTEP. */
export const memberItemSchema = z.object({
  host: z.string(),
  vtep: z.string(),
  networkType: z.string(),
  segmentationId: z.number().int(),
})
export type MemberItem = z.infer<typeof memberItemSchema>

/** `network/<id>` → `port/<id>`: this MAC and these addresses live behind this VTEP. */
export const populationItemSchema = z.object({
  portId: z.string(),
  macAddress: z.string(),
  ipAddresses: z.array(z.string()),
  host: z.string(),
  vtep: z.string(),
  networkType: z.string(),
  segmentationId: z.number().int(),
})
export type PopulationItem = z.infer<typeof populationItemSchema>
