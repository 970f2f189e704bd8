import type { FeedItem, FirewallRenderer, Rendered } from '@netloom/core'
import {
  ADDRESSES_KEY,
  addressGroupTopic,
  PORT_GROUPS,
  ruleKey,
  type SecurityRuleItem,
  securityGroupTopic,
  securityMembersTopic,
} from '@netloom/core/firewall'
import { portKey, type Topic } from '@netloom/core/wire'
import { attemptNow } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import type { FirewallRendererFixture } from './firewall-renderer-fixture.ts'
import { guardedPort, guardsOf, keyOf, textOf } from './firewall-samples.ts'

type Check = ConformanceCheck<FirewallRendererFixture>
type Groups = NonNullable<FirewallRenderer['groups']>

const numbered = (digit: number): string => `6a0b0000-000${String(digit)}-4000-8000-000000000000`
const [GROUP, OTHER_GROUP, REMOTE, OTHER_REMOTE, RULE] = [1, 2, 3, 4, 5].map(numbered) as [
  string,
  string,
  string,
  string,
  string,
]

const TCP: SecurityRuleItem = {
  ...{ id: RULE, direction: 'ingress', ethertype: 'IPv4', protocol: 6, portMin: 22, portMax: 25 },
  ...{ remotePrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
}

/** Rules of one id, no two of which mean the same. */
const RULES: Readonly<Record<string, Partial<SecurityRuleItem>>> = {
  'ports 22 to 25 of TCP': {},
  'out instead of in': { direction: 'egress' },
  'of IPv6': { ethertype: 'IPv6' },
  'of UDP': { protocol: 17 },
  'from port 23 on': { portMin: 23 },
  'up to port 24': { portMax: 24 },
  'one port': { portMax: 22 },
  'all ports': { portMin: null, portMax: null },
  'any protocol': { protocol: null, portMin: null, portMax: null },
  'any protocol of IPv6': { protocol: null, portMin: null, portMax: null, ethertype: 'IPv6' },
  ICMP: { protocol: 1, portMin: null, portMax: null },
  'a type of ICMP': { protocol: 1, portMin: 8, portMax: null },
  'a type and code of ICMP': { protocol: 1, portMin: 8, portMax: 0 },
  'a type of ICMPv6': { protocol: 58, portMin: 128, portMax: null, ethertype: 'IPv6' },
  'another type of ICMPv6': { protocol: 58, portMin: 129, portMax: null, ethertype: 'IPv6' },
  'from a prefix': { remotePrefix: '10.0.0.0/8' },
  'from a longer prefix': { remotePrefix: '10.0.0.0/9' },
  'from an address': { remotePrefix: '10.0.0.0/32' },
  'from a prefix of IPv6': { remotePrefix: 'fd00::/64', ethertype: 'IPv6' },
  'from a group': { remoteGroupId: REMOTE },
  'from another group': { remoteGroupId: OTHER_REMOTE },
  'from an address group': { remoteAddressGroupId: numbered(6) },
}

/** Members of a group, or prefixes of an address group, no two of which mean the same. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  nobody: [],
  'an address': ['10.0.0.5'],
  'another address': ['10.0.0.6'],
  'two addresses': ['10.0.0.5', '10.0.0.6'],
  'a prefix': ['10.0.0.0/24'],
  'a longer prefix': ['10.0.0.0/25'],
  'an address of IPv6': ['fd00::5'],
  'a prefix of IPv6': ['fd00::/64'],
}

const ruleItem = (change: Partial<SecurityRuleItem> = {}): FeedItem => {
  const body = { ...TCP, ...change }
  return deepFreeze({ key: ruleKey(body.id), revision: 1, body })
}
const memberItem = (addresses: readonly string[], digit = 7): FeedItem =>
  deepFreeze({ key: portKey(numbered(digit)), revision: 1, body: { portId: numbered(digit), addresses } })
const addressItem = (addresses: readonly string[]): FeedItem =>
  deepFreeze({ key: ADDRESSES_KEY, revision: 1, body: { id: REMOTE, addresses } })

const text = (rendered: readonly Rendered[]): string =>
  rendered
    .map(({ state }) => canonical(state))
    .sort()
    .join('\n')

/** Renderers that follow no security groups keep these rules. */
const forGroups = (
  rule: string,
  problems: (groups: Groups, fixture: FirewallRendererFixture) => readonly string[],
): Check => ({
  rule,
  problems: (fixture) => {
    const { groups } = fixture.renderer
    const follows = groups?.payload(securityGroupTopic(GROUP), ruleKey(RULE)) !== undefined
    return Promise.resolve(groups === undefined || !follows ? [] : problems(groups, fixture))
  },
})

/** Pairs of cases that are rendered alike though they mean different things. */
function alike(cases: Readonly<Record<string, string>>): readonly string[] {
  const first = new Map<string, string>()
  return Object.entries(cases).flatMap(([name, rendered]) => {
    const twin = first.get(rendered)
    if (twin === undefined) first.set(rendered, name)
    return twin === undefined ? [] : [`'${name}' is rendered like '${twin}'`]
  })
}

const mapped = <T>(cases: Readonly<Record<string, T>>, render: (one: T) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(cases).map(([name, one]) => [name, render(one)]))

const withGroups = (groupIds: readonly string[], stateful = true) => ({
  extensions: { [PORT_GROUPS]: { groupIds, stateful } },
})

/** Rules about groups that ports share. */
export const firewallGroupChecks: readonly Check[] = [
  forGroups('follows every group of a port, and whatever their rules name', (groups) => {
    const topicsOf = (ids: readonly string[]): readonly Topic[] => groups.topicsOf(guardedPort(withGroups(ids)))
    const rules = securityGroupTopic(GROUP)
    const leads = (change: Partial<SecurityRuleItem>): readonly Topic[] => groups.leadsTo(rules, ruleItem(change))
    return [
      ...(isSame([...topicsOf([GROUP, OTHER_GROUP])].sort(), [GROUP, OTHER_GROUP].map(securityGroupTopic).sort())
        ? []
        : ['a port of two groups does not lead to both of them and nothing else']),
      ...(topicsOf([]).length === 0 ? [] : ['a port of no group leads to a topic']),
      ...(groups.topicsOf(guardedPort()).length === 0 ? [] : ['a port that nobody filters leads to a topic']),
      ...(groups.topicsOf(guardedPort({ ...withGroups([GROUP]), portSecurityEnabled: false })).length === 0
        ? []
        : ['a port without port security leads to a topic']),
      ...(isSame(leads({ remoteGroupId: REMOTE }), [securityMembersTopic(REMOTE)])
        ? []
        : ['a rule that names a group does not lead to its members']),
      ...(isSame(leads({ remoteAddressGroupId: REMOTE }), [addressGroupTopic(REMOTE)])
        ? []
        : ['a rule that names an address group does not lead to it']),
      ...(leads({}).length === 0 ? [] : ['a rule that names nobody leads to a topic']),
      ...[
        groups.leadsTo(securityMembersTopic(REMOTE), memberItem(['10.0.0.5'])),
        groups.leadsTo(addressGroupTopic(REMOTE), addressItem(['10.0.0.5'])),
      ].flatMap((topics) => (topics.length === 0 ? [] : ['addresses lead to a topic'])),
    ]
  }),
  forGroups('checks the items of its topics, and knows no others', (groups) => {
    const known: readonly (readonly [Topic, FeedItem])[] = [
      [securityGroupTopic(GROUP), ruleItem()],
      [securityMembersTopic(REMOTE), memberItem(['10.0.0.5'])],
      [addressGroupTopic(REMOTE), addressItem(['10.0.0.5'])],
    ]
    const strange = [
      ['kit-unknown/1', 'rule/1'],
      [securityGroupTopic(GROUP), 'kit-unknown/1'],
      ['', ''],
      ['__proto__', '__proto__'],
    ] as const
    return [
      ...known.flatMap(([topic, { key, body }]) => {
        const schema = groups.payload(topic, key)
        if (schema === undefined) return [`it has no check for ${key} of ${topic}`]
        const garbage = [
          [],
          'text',
          {},
          ...Object.keys(body as object).map((field) => ({ ...(body as object), [field]: 4711.5 })),
        ]
        return [
          ...(schema.safeParse(body).success ? [] : [`${topic}: it refuses what the controller publishes`]),
          ...(schema.safeParse({ ...(body as object), kitField: 1 }).success
            ? []
            : [`${topic}: it refuses a field more, which a newer controller sends`]),
          ...garbage
            .filter((one) => schema.safeParse(one).success)
            .map((one) => `${topic}: it takes ${JSON.stringify(one)}`),
        ]
      }),
      ...strange.flatMap(([topic, key]) => {
        const result = attemptNow(() => groups.payload(topic, key))
        if ('error' in result) return [`payload('${topic}', '${key}') threw ${String(result.error)}`]
        return result.value === undefined ? [] : [`it checks '${key}' of '${topic}', which it cannot know`]
      }),
    ]
  }),
  forGroups('tells rules apart by all that they say', (groups) =>
    alike(mapped(RULES, (change) => text(groups.item(securityGroupTopic(GROUP), ruleItem(change))))),
  ),
  forGroups('tells members and prefixes apart, and lets nobody be everybody', (groups) => {
    const members = (addresses: readonly string[]): string =>
      text(groups.item(securityMembersTopic(REMOTE), memberItem(addresses)))
    const prefixes = (addresses: readonly string[]): string =>
      text(groups.item(addressGroupTopic(REMOTE), addressItem(addresses)))
    return [
      ...alike(mapped(ADDRESSES, members)),
      ...alike(mapped(ADDRESSES, prefixes)).map((one) => `address group: ${one}`),
      ...['0.0.0.0/0', '::/0'].flatMap((all) =>
        members(['10.0.0.5', all]) === members(['10.0.0.5']) ? [] : [`a member with ${all} makes everybody one`],
      ),
      ...(members(['10.0.0.5', 'fd00::5']) === members(['fd00::5', '10.0.0.5', 'fd00::5'])
        ? []
        : ['order or repetition of addresses changes what is rendered']),
    ]
  }),
  forGroups('keeps groups and their rules apart, and renders an item by itself', (groups, fixture) => {
    const keys = (topic: Topic, item: FeedItem): readonly string[] =>
      groups.item(topic, item).map(({ state }) => keyOf(fixture, state))
    const items: readonly (readonly [name: string, Topic, FeedItem])[] = [
      ['a rule', securityGroupTopic(GROUP), ruleItem()],
      ['another rule', securityGroupTopic(GROUP), ruleItem({ id: numbered(8), portMin: 80, portMax: 80 })],
      [
        'a rule of another group',
        securityGroupTopic(OTHER_GROUP),
        ruleItem({ id: numbered(9), portMin: 80, portMax: 80 }),
      ],
      ['a member', securityMembersTopic(REMOTE), memberItem(['10.0.0.5'])],
      ['a member of another group', securityMembersTopic(OTHER_REMOTE), memberItem(['10.0.0.5'], 6)],
      ['another member', securityMembersTopic(REMOTE), memberItem(['10.0.0.6'], 6)],
    ]
    const owners = new Map<string, string>()
    const before = items.map(([, topic, item]) => text(groups.item(topic, item)))
    for (const [, topic, item] of [...items].reverse()) groups.item(topic, item)
    return [
      ...items.flatMap(([name, topic, item]) => {
        const own = keys(topic, item)
        const shared = own
          .filter((key) => owners.has(key))
          .map((key) => `${name} and ${owners.get(key) ?? ''} share ${key}`)
        for (const key of own) owners.set(key, name)
        return [
          ...(own.length === 0 ? [`${name} is rendered to nothing`] : []),
          ...(new Set(own).size === own.length ? [] : [`${name} has a key twice`]),
          ...shared,
        ]
      }),
      ...items.flatMap(([name, topic, item], index) =>
        text(groups.item(topic, item)) === before[index] ? [] : [`${name} is another after others`],
      ),
    ]
  }),
  forGroups('filters a port by all of its groups, by none where it has none, and by its state', (_groups, fixture) => {
    const filter = (groupIds: readonly string[], stateful = true): string =>
      textOf(guardsOf(fixture, withGroups(groupIds, stateful)))
    const cases = {
      'nobody filters': textOf(guardsOf(fixture)),
      'no group': filter([]),
      'a group': filter([GROUP]),
      'another group': filter([OTHER_GROUP]),
      'both groups': filter([GROUP, OTHER_GROUP]),
      'both groups, each packet alone': filter([GROUP, OTHER_GROUP], false),
      'no group, each packet alone': filter([], false),
    }
    const garbled = attemptNow(() => guardsOf(fixture, { extensions: { [PORT_GROUPS]: { groupIds: 'all' } } }))
    return [
      // Where nothing is let through it does not matter whether state is kept.
      ...alike(cases).filter((one) => !one.startsWith("'no group, each packet alone' is rendered like 'no group'")),
      ...('error' in garbled ? [] : ['groups that cannot be read pass as none']),
    ]
  }),
]
