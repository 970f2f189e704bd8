import type { ServiceTopic, ServiceTopics } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { z } from 'zod'

/** Neutron: AGENT_TYPE_METADATA. */
export const METADATA_AGENT_TYPE = 'Metadata agent'
/** It reports of nothing: guests find out by asking. */
export const METADATA_ENTITY = 'METADATA'

/** `metadata/<host>` → `network/<id>`: guests of this network ask on this host, by a DHCP server or a router. */
export interface AskingNetworkItem {
  readonly networkId: string
}
/** `metadata/<host>` → `router/<id>`: a router of this host, and the networks behind it. */
export interface AskingRouterItem {
  readonly routerId: string
  readonly networkIds: readonly string[]
}
/** `metadata-network/<id>` → `port/<id>`: who may ask. */
export interface AskingPortItem {
  readonly portId: string
  readonly networkId: string
  /** Of the guest, as its hypervisor knows it. */
  readonly instanceId: string
  readonly projectId: string
  readonly name: string
  readonly macAddress: string
  readonly addresses: readonly string[]
}

export const askingNetworkKey = (networkId: string): string => `network/${networkId}`
export const askingRouterKey = (routerId: string): string => `router/${routerId}`
export const askingPortKey = (portId: string): string => `port/${portId}`
export const metadataTopic = (host: string): Topic => `metadata/${host}`
export const metadataNetworkTopic = (networkId: string): Topic => `metadata-network/${networkId}`

const id = z.string()
const network: z.ZodType<AskingNetworkItem> = z.object({ networkId: id })
const router: z.ZodType<AskingRouterItem> = z.object({ routerId: id, networkIds: z.array(id) })
const port: z.ZodType<AskingPortItem> = z.object({
  portId: id,
  networkId: id,
  instanceId: id,
  projectId: id,
  name: z.string(),
  macAddress: z.string(),
  addresses: z.array(z.string()),
})

/** @param mayWatch which agents have a network */
export const metadataTopics = (mayWatch?: ServiceTopic['mayWatch']): ServiceTopics => ({
  metadata: { payloads: { 'network/': network, 'router/': router } },
  'metadata-network': { payloads: { 'port/': port }, ...(mayWatch !== undefined && { mayWatch }) },
})
