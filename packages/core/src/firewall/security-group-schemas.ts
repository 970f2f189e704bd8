import { z } from 'zod'
import type { ServiceTopics } from '../service/service-topic.ts'
import { addressOrPrefixText } from '../feed/text-schemas.ts'
import type { AddressGroupItem, PortGroups, SecurityMemberItem, SecurityRuleItem } from './security-group-items.ts'
import { ADDRESSES_KEY, ADDRESSES_KEYS } from './security-group-topics.ts'

const byte = z.number().int().min(0).max(255)
const port = z.number().int().min(0).max(65_535)

export const securityRuleItemSchema: z.ZodType<SecurityRuleItem> = z.object({
  id: z.uuid(),
  direction: z.enum(['ingress', 'egress']),
  ethertype: z.enum(['IPv4', 'IPv6']),
  protocol: byte.nullable(),
  portMin: port.nullable(),
  portMax: port.nullable(),
  remotePrefix: addressOrPrefixText.nullable(),
  remoteGroupId: z.uuid().nullable(),
  remoteAddressGroupId: z.uuid().nullable(),
})

export const securityMemberItemSchema: z.ZodType<SecurityMemberItem> = z.object({
  portId: z.uuid(),
  addresses: z.array(addressOrPrefixText),
})

export const addressGroupItemSchema: z.ZodType<AddressGroupItem> = z.object({
  id: z.uuid(),
  addresses: z.array(addressOrPrefixText),
})

export const portGroupsSchema: z.ZodType<PortGroups> = z.object({
  groupIds: z.array(z.uuid()),
  stateful: z.boolean(),
})

/** The topics of security groups and their items. Who may watch them, the service says. */
export const SECURITY_TOPICS: ServiceTopics = {
  'security-group': { payloads: { 'rule/': securityRuleItemSchema } },
  'security-group-members': { payloads: { 'port/': securityMemberItemSchema } },
  'address-group': { payloads: { [ADDRESSES_KEY]: addressGroupItemSchema, [ADDRESSES_KEYS]: addressGroupItemSchema } },
}
