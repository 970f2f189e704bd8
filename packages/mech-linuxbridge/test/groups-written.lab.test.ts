import { randomUUID } from 'node:crypto'
import { type DeviceState, type Host, silentLogger, type Step } from '@netloom/core'
import {
  addressGroupTopic,
  type SecurityRuleItem,
  securityGroupTopic,
  securityMembersTopic,
} from '@netloom/core/firewall'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linuxBridgeFirewall } from '../src/agent/index.ts'
import { network, port } from './view.ts'

const netns = `nlt-${randomUUID().slice(0, 8)}`
const [WEB, OTHER, ADDRESSES] = [randomUUID(), randomUUID(), randomUUID()]
const TABLE = 'netloom.host.h'
let host: Host
const firewall = linuxBridgeFirewall({ netns })

beforeAll(async () => {
  await addNamespaces([netns])
  host = kernelHost({ name: 'h', netns, kinds: firewall.kinds ?? [], logger: silentLogger })
})
afterAll(async () => {
  await host.close()
  await deleteNamespaces([netns])
})

const keyOf = (state: DeviceState): string => host.kinds.get(state.kind)!.key(state)
const steps = (states: readonly DeviceState[], op: 'create' | 'remove' = 'create'): readonly Step[] =>
  states
    .filter(({ kind }) => kind === 'bridge-guard')
    .map((state) => ({ op, key: keyOf(state), state, cause: { object: 'x', revision: 1, rule: 'x' } }))
const made = async (states: readonly DeviceState[], op: 'create' | 'remove' = 'create'): Promise<void> => {
  const wanted = steps(states, op)
  expect((await host.apply(wanted)).filter(({ error }) => error !== undefined)).toEqual([])
}
/** Keys of states that a fresh look at the kernel does not find as they are wanted. */
async function unlike(states: readonly DeviceState[], at = host): Promise<readonly string[]> {
  const read = new Map((await at.read()).map((state) => [keyOf(state), state]))
  return steps(states).flatMap(({ key, state }) => {
    const found = read.get(key)
    return found !== undefined && at.kinds.get(state.kind)!.equal(state, found) ? [] : [key]
  })
}

const rule = (change: Partial<SecurityRuleItem>): SecurityRuleItem => ({
  ...{ id: randomUUID(), direction: 'ingress', ethertype: 'IPv4', protocol: null, portMin: null, portMax: null },
  ...{ remotePrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
  ...change,
})
const shapes = (): readonly SecurityRuleItem[] =>
  (['ingress', 'egress'] as const).flatMap((direction) =>
    (['IPv4', 'IPv6'] as const).flatMap((ethertype) =>
      [null, 0, 1, 6, 17, 33, 41, 47, 51, 58, 112, 132, 136, 200, 255].flatMap((protocol) =>
        [
          {},
          { remoteGroupId: OTHER },
          { remoteAddressGroupId: ADDRESSES },
          { remotePrefix: ethertype === 'IPv4' ? '10.0.0.0/8' : 'fd00:0:0:0::/16' },
          { remotePrefix: ethertype === 'IPv4' ? '10.0.0.7/32' : '::ffff:10.0.0.1/128' },
          { remotePrefix: ethertype === 'IPv4' ? '0.0.0.0/0' : '::/0' },
        ].flatMap((remote) =>
          [
            [null, null],
            [8, null],
            [80, 80],
            [1, 255],
          ].map(([portMin = null, portMax = null]) =>
            rule({ direction, ethertype, protocol, portMin, portMax, ...remote }),
          ),
        ),
      ),
    ),
  )

const rendered = (topic: string, key: string, body: unknown): readonly DeviceState[] =>
  firewall.groups!.item(topic, { key, revision: 1, body }).map(({ state }) => state)
const rules = (items: readonly SecurityRuleItem[]): readonly DeviceState[] =>
  items.flatMap((item) => rendered(securityGroupTopic(WEB), `rule/${item.id}`, item))
const member = (...addresses: string[]): readonly DeviceState[] =>
  rendered(securityMembersTopic(OTHER), `port/${randomUUID()}`, { portId: randomUUID(), addresses })
const inGroups = (n: number, groupIds: readonly string[], stateful = true): readonly DeviceState[] => {
  const id = `${n.toString(16).padStart(8, '0')}-4e5f-4a6b-8c7d-9e8f7a6b5c4d`
  const item = { ...port({ id }), extensions: { 'security-groups': { groupIds, stateful } } }
  return firewall.port(item, network()).map(({ state }) => state)
}
const listed = (): Promise<string> => runInNamespace(netns, ['nft', '-n', 'list', 'ruleset'])

describe('groups of a Linux bridge', () => {
  it('are read as they were written, whatever shape rules have; a restarted agent has nothing to do', async () => {
    const states = [
      ...inGroups(1, [OTHER, WEB].sort()),
      ...inGroups(2, [WEB], false),
      ...inGroups(3, []),
      ...rules(shapes()),
      ...member('10.0.0.1', 'fd00::1', '10.9.0.0/16', 'fd00:1::/64'),
      ...rendered(addressGroupTopic(ADDRESSES), 'addresses', {
        id: ADDRESSES,
        addresses: ['10.0.0.0/24', '10.0.0.128/25', '192.0.2.1/32', '0.0.0.0/0', 'fd00::/8', '2001:db8::1/128'],
      }),
    ]
    await made(states)
    expect(await unlike(states)).toEqual([])
    const again = linuxBridgeFirewall({ netns })
    const second = kernelHost({ name: 'h', netns, kinds: again.kinds ?? [], logger: silentLogger })
    // Prefixes within others are in no listing: the first look adds them, which writes nothing.
    expect(await unlike(states, second)).toEqual([
      `bridge-guard ${ADDRESSES}/10.0.0.0/24`,
      `bridge-guard ${ADDRESSES}/10.0.0.128/25`,
    ])
    await second.close()
    await made(states, 'remove')
    const left = await listed()
    for (const id of [WEB, OTHER, ADDRESSES, 'groups-', 'tap0']) expect(left).not.toContain(id)
  })

  it('take the place of guards of the layout before, which go in the same transaction', async () => {
    const [wanted] = inGroups(1, [])
    const device = keyOf(wanted!).slice('bridge-guard '.length)
    const old = `table bridge netloom {
      map ports { type ifname : verdict; }
      counter ${device}-mac { }
      chain guard { type filter hook prerouting priority -300; policy accept; iifname vmap @ports; }
      chain ${device} { comment "netloom@host.h:port/1"; ether saddr != fa:16:3e:00:00:01 counter name "${device}-mac" drop; }
      chain tapgone { comment "netloom@host.h:port/2"; drop; }
    }
    add element bridge netloom ports { "${device}" : jump ${device}, "tapgone" : jump tapgone }`
    await runInNamespace(netns, ['nft', '-f', '-'], { input: old })
    const read = await host.read()
    expect(read.map(keyOf).sort()).toEqual([`bridge-guard ${device}`, 'bridge-guard tapgone'].sort())
    expect(await unlike([wanted!])).toEqual([`bridge-guard ${device}`])
    await made([wanted!])
    expect(await listed()).toContain('chain tapgone')
    expect(await listed()).not.toContain(`chain ${device}`)
    await made(
      read.filter((state) => keyOf(state) === 'bridge-guard tapgone'),
      'remove',
    )
    expect(await runInNamespace(netns, ['nft', 'list', 'tables'])).not.toMatch(/bridge netloom$/m)
    expect(await unlike([wanted!])).toEqual([])
    await made([wanted!], 'remove')
  })

  it('say on each rule in the kernel whose it is', async () => {
    const item = rule({ protocol: 6, portMin: 80, portMax: 80 })
    await made(rules([item]))
    expect(await listed()).toContain(`tcp dport 80 accept comment "sg-rule ${item.id}"`)
    await made(rules([item]), 'remove')
  })

  it('keep a prefix when the one that it lies in goes', async () => {
    const states = member('10.1.0.0/16', '10.1.2.0/24')
    await made(states)
    expect(await unlike(states)).toEqual([])
    await made(states.slice(0, 1), 'remove')
    expect(await listed()).toContain('10.1.2.0/24 . 2')
    await made(states, 'remove')
  })

  it.each([
    ['a rule is added beside theirs', ['insert', 'rule', 'inet', TABLE, `group-ingress.${WEB}`, 'accept']],
    ['their class is opened', ['flush', 'chain', 'inet', TABLE, 'forwarded']],
    ['their table is deleted', ['delete', 'table', 'inet', TABLE]],
    ['everything is flushed', ['flush', 'ruleset']],
    ['an address is slipped in', ['add', 'element', 'inet', TABLE, `addresses4.${OTHER}`, '{ 192.0.2.66 }']],
  ])('are seen not to be as they should when %s, and made anew', async (_, command) => {
    const states = [...inGroups(1, [WEB]), ...rules([rule({ remoteGroupId: OTHER })]), ...member('10.0.0.1')]
    await made(states)
    const before = await listed()
    await runInNamespace(netns, ['nft', ...command])
    const read = await host.read()
    const strangers = read.filter((state) => !steps(states).some(({ key }) => key === keyOf(state)))
    const wrong = await unlike(states)
    expect(wrong.length + strangers.length).toBeGreaterThan(0)
    await host.apply([...steps(strangers, 'remove'), ...steps(states).filter(({ key }) => wrong.includes(key))])
    // What an address that was slipped in had opened is kept out for a while.
    const lasting = (await listed()).split('\n').filter((line) => !line.includes(' expires '))
    expect(lasting.sort()).toEqual(before.split('\n').sort())
    expect(await unlike(states)).toEqual([])
    await made(states, 'remove')
  })

  it('are changed for a thousand ports by one line, and a member by one element', async () => {
    const ports = Array.from({ length: 1_000 }, (_, n) => inGroups(n + 1, [WEB])).flat()
    await made([...ports, ...rules([rule({ remoteGroupId: OTHER })])])
    const before = (await listed()).split('\n').length
    await made(rules([rule({ protocol: 6, portMin: 80, portMax: 80 })]))
    expect((await listed()).split('\n').length).toBe(before + 1)
    await made(member('10.7.0.1'))
    expect((await listed()).match(/chain group/g)?.length).toBe(4)
  })
})
