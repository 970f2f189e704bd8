import {
  boolean,
  defineResource,
  identity,
  integer,
  MEMBER,
  ownership,
  READER,
  type Resource,
  shown,
  text,
  toInteger,
  InvalidValue,
  value,
} from '@netloom/api'
import type { Dialect } from '../model/dialect.ts'
import type { FirewallRule } from '../model/firewall-rule.ts'
import { shared } from './shared-attribute.ts'
import { action, addressOrPrefix, portRangeText, protocol } from './values.ts'

const ipVersion = value(
  (given) => {
    const version = toInteger(given)
    if (version !== 4 && version !== 6) throw new InvalidValue(`${String(version)} is not in valid_values`)
    return version
  },
  { type: 'integer', enum: [4, 6] },
)

const both = { post: 'allowed', put: 'allowed' } as const
const listed = { filter: true, sort: true } as const

/** `firewall_rules` of one version. */
export const ruleResource = ({ version }: Dialect, path: string, extension: string): Resource =>
  defineResource<FirewallRule>({
    name: 'firewall_rule',
    plural: 'firewall_rules',
    path: `${path}/firewall_rules`,
    summary: 'What a firewall policy lets pass, or keeps from passing.',
    extension,
    policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
    service: ({ services }) => services.firewallRules,
    attributes: {
      ...identity<FirewallRule>(),
      ...ownership<FirewallRule>(),
      name: { type: text(255), ...both, ...listed },
      description: { type: text(255), ...both, ...listed },
      firewall_policy_id: {
        type: shown(
          version === 1 ? { type: ['string', 'null'] } : { type: ['array', 'null'], items: { type: 'string' } },
        ),
        read: ({ policyIds }) => (policyIds.length === 0 ? null : version === 1 ? (policyIds[0] ?? null) : policyIds),
      },
      shared: shared<FirewallRule>(),
      protocol: { type: protocol(version), ...both, ...listed },
      ip_version: { type: ipVersion, ...both, ...listed, filterAs: (texts) => ({ ipVersion: texts.map(toInteger) }) },
      source_ip_address: { type: addressOrPrefix, ...both, ...listed },
      destination_ip_address: { type: addressOrPrefix, ...both, ...listed },
      source_port: { type: portRangeText, ...both },
      destination_port: { type: portRangeText, ...both },
      ...(version === 1 && { position: { type: integer(), read: ({ position }: FirewallRule) => position } }),
      action: { type: action, ...both, ...listed },
      enabled: { type: boolean, ...both, ...listed },
    },
  })
