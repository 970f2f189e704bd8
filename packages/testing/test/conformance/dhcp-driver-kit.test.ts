import type { DeviceKind, DeviceState } from '@netloom/core'
import type { DhcpDriver, DhcpNetwork } from '@netloom/core/dhcp'
import { expect, test } from 'vitest'
import { brokenRules, dhcpDriverChecks } from '../../src/conformance/index.ts'

interface ToyState extends DeviceState {
  readonly kind: 'toy-server'
  readonly id: string
  readonly text: string
}

const kind: DeviceKind<ToyState> = {
  kind: 'toy-server',
  order: 40,
  key: ({ id }) => `toy-server ${id}`,
  equal: (a, b) => a.text === b.text,
  parents: () => [],
  commands: () => [],
  read: () => Promise.resolve([]),
}

interface Fault {
  readonly id?: (network: DhcpNetwork) => string
  readonly text?: (network: DhcpNetwork) => string
  readonly rule?: string
  readonly always?: boolean
  readonly twice?: boolean
}

const lines = ({ ports }: DhcpNetwork): readonly string[] =>
  ports.map(({ macAddress, fixedIps }) => `${macAddress} ${fixedIps.map(({ ipAddress }) => ipAddress).join(' ')}`)

function toy({ id, text, rule = 'serves', always = false, twice = false }: Fault = {}): DhcpDriver {
  return {
    name: 'toy',
    kinds: [kind],
    network: (network) => {
      const isServed = network.own !== undefined && network.subnets.length > 0 && network.network.adminStateUp
      if (!isServed && !always) return []
      const state: ToyState = {
        kind: 'toy-server',
        id: id?.(network) ?? network.network.id,
        text: text?.(network) ?? [...lines(network)].sort().join('\n'),
      }
      return Array.from({ length: twice ? 2 : 1 }, () => ({ state, rule }))
    },
  }
}

const broken = (fault?: Fault): Promise<readonly string[]> =>
  brokenRules(dhcpDriverChecks, { open: () => Promise.resolve({ driver: toy(fault) }) })

test('a driver that keeps its promises breaks no rule', async () => {
  expect(await broken()).toEqual([])
})

let calls = 0
test.each<[string, Fault]>([
  ['needs nothing', { always: true }],
  ['renders the same', { text: (network) => lines(network).join('\n') }],
  ['renders the same', { text: (network) => `${lines(network).toSorted().join('\n')} ${String((calls += 1))}` }],
  ['gives every state', { twice: true }],
  ['gives every state', { rule: ' ' }],
  ['keeps networks apart', { id: () => 'all' }],
  ['follows its guests', { text: () => 'the same' }],
  ['follows its guests', { id: ({ network, ports }) => `${network.id} ${String(ports.length)}` }],
  [
    'takes what users write',
    {
      text: ({ ports }) =>
        [
          ...ports.map(
            ({ macAddress, fixedIps, dnsName }) => `${macAddress} ${fixedIps[0]?.ipAddress ?? ''} ${dnsName}`,
          ),
        ]
          .sort()
          .join('\n'),
    },
  ],
])('the kit sees who breaks: %s', async (rule, fault) => {
  expect((await broken(fault)).some((one) => one.startsWith(rule))).toBe(true)
})
