import type { DeviceKind, DeviceState, FirewallRenderer } from '@netloom/core'
import { linkLocalAddress } from '@netloom/core/kit'
import type { PortItem } from '@netloom/core/wire'
import { describe, expect, it } from 'vitest'
import {
  brokenRules,
  firewallRendererChecks,
  type ConformanceSetup,
  type FirewallRendererFixture,
} from '../../src/conformance/index.ts'
import { rulesNamed } from './rules-named.ts'

interface ToyGuard extends DeviceState {
  readonly kind: 'toy-guard'
  readonly port: string
  readonly senders: readonly string[]
}

const kind: DeviceKind<ToyGuard> = {
  kind: 'toy-guard',
  order: 5,
  key: ({ port }) => `toy-guard ${port}`,
  equal: (a, b) => a.senders.join() === b.senders.join(),
  parents: () => [],
  commands: () => [],
  read: () => Promise.resolve([]),
}

const sendersOf = ({ macAddress, fixedIps, allowedAddressPairs }: PortItem): readonly string[] =>
  [
    ...new Set([
      macAddress,
      ...fixedIps.map(({ ipAddress }) => `${macAddress} ${ipAddress}`),
      ...allowedAddressPairs.map((pair) => `${pair.macAddress} ${pair.ipAddress}`),
      ...[macAddress, ...allowedAddressPairs.map((pair) => pair.macAddress)].map(
        (mac) => `${mac} ${linkLocalAddress(mac)}`,
      ),
    ]),
  ].sort()

interface Fault {
  readonly guards?: (port: PortItem) => boolean
  readonly senders?: (port: PortItem) => readonly string[]
  readonly key?: (port: PortItem) => string
  readonly more?: Readonly<Record<string, unknown>>
  readonly rule?: string
  readonly name?: string
  readonly times?: number
}

const isGuarded = ({ portSecurityEnabled, deviceOwner }: PortItem): boolean =>
  portSecurityEnabled && !deviceOwner.startsWith('network:')

function toy({
  guards = isGuarded,
  senders = sendersOf,
  key = ({ id }) => id,
  more,
  rule = 'guards',
  name = 'toy',
  times = 1,
}: Fault = {}): FirewallRenderer {
  return {
    name,
    kinds: [kind],
    port: (port) => {
      if (!guards(port)) return []
      const state: ToyGuard = { kind: 'toy-guard', port: key(port), senders: senders(port), ...more }
      return Array.from({ length: times }, () => ({ state, rule }))
    },
  }
}

const setupFor = (fault?: Fault): ConformanceSetup<FirewallRendererFixture> => ({
  open: () => Promise.resolve({ renderer: toy(fault), host: { kinds: new Map([['toy-guard', kind as DeviceKind]]) } }),
})

const NOBODY = 'guards nobody without port security, and none of the network’s own devices'
const EVERY = 'guards every other port: without addresses, down, of any owner'
const FOLLOWS = 'follows what a port may send from: its MAC, its addresses of both IP versions, its pairs'
const APART = 'keeps ports apart: two of them share no key, but for one state that both need'
const SAME = 'renders the same for the same port: at another time, after others, by another instance'
const SETS = 'takes addresses and pairs as sets: order and repetition change nothing'
const PLAIN = 'renders plain values of known kinds, each with a key of its own and a reason of one line'
const USERS = 'takes nothing of what users write into what it renders'

let count = 0
const broken: readonly (readonly [flaw: string, fault: Fault, rule: string])[] = [
  ['guards ports without port security', { guards: () => true }, NOBODY],
  ['guards DHCP servers', { guards: ({ portSecurityEnabled }) => portSecurityEnabled }, NOBODY],
  ['leaves ports without addresses open', { guards: (port) => isGuarded(port) && port.fixedIps.length > 0 }, EVERY],
  ['leaves ports that are down open', { guards: (port) => isGuarded(port) && port.adminStateUp }, EVERY],
  [
    'looks for the network anywhere in the owner',
    { guards: (port) => port.portSecurityEnabled && !port.deviceOwner.includes('network:') },
    EVERY,
  ],
  [
    'guards hypervisors’ ports only',
    { guards: (port) => isGuarded(port) && port.deviceOwner.startsWith('compute:') },
    EVERY,
  ],
  ['forgets the MAC', { senders: ({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress).sort() }, FOLLOWS],
  [
    'forgets IPv6',
    {
      senders: (port) =>
        sendersOf({ ...port, fixedIps: port.fixedIps.filter(({ ipAddress }) => !ipAddress.includes(':')) }),
    },
    FOLLOWS,
  ],
  ['forgets pairs', { senders: (port) => sendersOf({ ...port, allowedAddressPairs: [] }) }, FOLLOWS],
  [
    'lets pairs through with the port’s MAC',
    {
      senders: (port) =>
        sendersOf({
          ...port,
          allowedAddressPairs: port.allowedAddressPairs.map((pair) => ({ ...pair, macAddress: port.macAddress })),
        }),
    },
    'lets a pair through with its own MAC, not with any',
  ],
  ['has one guard for all ports', { key: () => 'all' }, APART],
  ['names guards by eight characters', { key: ({ id }) => id.slice(0, 8) }, APART],
  ['counts its ports', { senders: (port) => [...sendersOf(port), String((count += 1))] }, SAME],
  ['writes the year', { senders: (port) => [...sendersOf(port), new Date().toISOString().slice(0, 10)] }, SAME],
  [
    'follows the order of addresses',
    { senders: (port) => port.fixedIps.map(({ ipAddress }) => `${port.macAddress} ${ipAddress}`) },
    SETS,
  ],
  ['asks for every guard twice', { times: 2 }, PLAIN],
  ['gives no reason', { rule: ' ' }, PLAIN],
  ['renders what JSON cannot hold', { more: { since: new Date(0) } }, PLAIN],
  ['writes the device id into its rules', { senders: (port) => [...sendersOf(port), port.deviceId] }, USERS],
  ['names guards by the owner', { key: ({ id, deviceOwner }) => `${id} ${deviceOwner}` }, USERS],
  ['has a name of two words', { name: 'my firewall' }, 'says in a word what it is, and brings each kind once'],
]

describe('kit for firewall renderers', () => {
  it('passes a sound renderer', async () => {
    expect(await brokenRules(firewallRendererChecks, setupFor())).toEqual([])
  })

  it.each(broken)('catches a renderer that %s', async (_flaw, fault, rule) => {
    expect(await brokenRules(rulesNamed(firewallRendererChecks, rule), setupFor(fault))).toEqual([rule])
  })
})
