import type { FeedItem, FirewallRenderer, GroupRenderer } from '@netloom/core'
import { addressGroupTopic, type SecurityMemberItem, type SecurityRuleItem } from '@netloom/core/firewall'
import { type PortItem, type Topic } from '@netloom/core/wire'
import { simulatedHost } from '@netloom/dataplane'
import { linuxBridgeFirewall } from '@netloom/mech-linuxbridge/agent'
import { describe, expect, it } from 'vitest'
import { brokenRules, firewallRendererChecks } from '../../src/conformance/index.ts'
import { rulesNamed } from './rules-named.ts'

const FOLLOWS = 'follows every group of a port, and whatever their rules name'
const CHECKS = 'checks the items of its topics, and knows no others'
const RULES = 'tells rules apart by all that they say'
const MEMBERS = 'tells members and prefixes apart, and lets nobody be everybody'
const APART = 'keeps groups and their rules apart, and renders an item by itself'
const FILTERS = 'filters a port by all of its groups, by none where it has none, and by its state'
const ATTACHED = 'leaves to the switch how its ports are attached: adds to it, changes values, and takes nothing away'
const BASE = 'has a base that is always the same, whatever ports there are'
const PREFIXES = 'tells prefixes of different lengths apart, and single addresses from them'
const FAMILIES = 'treats addresses of both IP versions alike: what it says of one of IPv4 it says of one of IPv6'

const sound = linuxBridgeFirewall()
const groups = sound.groups as GroupRenderer

const grouping = (change: Partial<GroupRenderer>) => (): FirewallRenderer => ({
  ...sound,
  groups: { ...groups, ...change },
})
const ruling = (change: (rule: SecurityRuleItem) => Partial<SecurityRuleItem>) =>
  grouping({
    item: (topic: Topic, item: FeedItem) => {
      if (!topic.startsWith('security-group/')) return groups.item(topic, item)
      const body = item.body as SecurityRuleItem
      return groups.item(topic, { ...item, body: { ...body, ...change(body) } })
    },
  })
const guarding = (change: (port: PortItem) => Partial<PortItem>) => (): FirewallRenderer => ({
  ...sound,
  port: (port, network) => sound.port({ ...port, ...change(port) }, network),
})
const filtering = (change: (said: { readonly groupIds: readonly string[] }) => object | undefined) =>
  guarding(({ extensions }) => {
    const said = extensions?.['security-groups'] as { readonly groupIds: readonly string[] } | undefined
    const changed = said && change(said)
    return { extensions: changed === undefined ? {} : { 'security-groups': changed } }
  })
let times = 0

const broken: readonly (readonly [flaw: string, renderer: () => FirewallRenderer, rule: string])[] = [
  [
    'follows the first group of a port alone',
    grouping({ topicsOf: (port) => groups.topicsOf(port).slice(0, 1) }),
    FOLLOWS,
  ],
  ['does not follow what rules name', grouping({ leadsTo: () => [] }), FOLLOWS],
  ['takes any body', grouping({ payload: () => ({ safeParse: (data) => ({ success: true, data }) }) }), CHECKS],
  [
    'throws for topics of others',
    grouping({
      payload: (topic, key) => {
        const schema = groups.payload(topic, key)
        if (schema === undefined) throw new Error(`unknown: ${topic}`)
        return schema
      },
    }),
    CHECKS,
  ],
  ['takes the first port for the last', ruling(({ portMin }) => ({ portMax: portMin })), RULES],
  ['takes IPv6 for IPv4', ruling(() => ({ ethertype: 'IPv4' })), RULES],
  ['does not look at remote prefixes', ruling(() => ({ remotePrefix: null })), RULES],
  ['takes UDP for TCP', ruling(({ protocol }) => ({ protocol: protocol === 17 ? 6 : protocol })), RULES],
  [
    'takes a member of everything for everybody',
    grouping({
      item: (topic, item) => {
        const { addresses } = item.body as SecurityMemberItem
        const [sort, id = ''] = topic.split('/')
        if (sort !== 'security-group-members') return groups.item(topic, item)
        return groups.item(addressGroupTopic(id), { ...item, body: { id, addresses } })
      },
    }),
    MEMBERS,
  ],
  ['has one key for all rules', ruling(() => ({ id: '6a0b0000-0005-4000-8000-000000000000' })), APART],
  [
    'filters a port without groups by none',
    filtering((said) => (said.groupIds.length === 0 ? undefined : said)),
    FILTERS,
  ],
  ['keeps state for whoever wants none', filtering((said) => ({ ...said, stateful: true })), FILTERS],
  [
    'filters by the first group alone',
    filtering((said) => ({ ...said, groupIds: said.groupIds.slice(0, 1) })),
    FILTERS,
  ],
  ['loses what the switch renders', () => ({ ...sound, attachment: () => [] }), ATTACHED],
  [
    'has another base each time',
    () => ({
      ...sound,
      base: () => [{ state: { kind: 'bridge-guard', part: 'rule', id: String((times += 1)) }, rule: 'base' }],
    }),
    BASE,
  ],
  [
    'takes a prefix for an address',
    guarding(({ allowedAddressPairs }) => ({
      allowedAddressPairs: allowedAddressPairs.map((pair) => ({
        ...pair,
        ipAddress: pair.ipAddress.replace(/\/.*/, ''),
      })),
    })),
    PREFIXES,
  ],
  [
    'forgets IPv6',
    guarding(({ fixedIps }) => ({ fixedIps: fixedIps.filter(({ ipAddress }) => !ipAddress.includes(':')) })),
    FAMILIES,
  ],
]

describe('kit for firewall renderers, on groups', () => {
  it.each(broken)('catches one that %s', async (_flaw, renderer, rule) => {
    const setup = {
      open: () =>
        Promise.resolve({ renderer: renderer(), host: simulatedHost({ name: 'host1', kinds: sound.kinds ?? [] }) }),
    }
    expect(await brokenRules(rulesNamed(firewallRendererChecks, rule), setup)).toEqual([rule])
  })
})
