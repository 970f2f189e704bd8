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
  readonly ignoresDhcp?: boolean
  /** Has another state besides. */
  readonly more?: (network: DhcpNetwork) => boolean
}

const lines = ({ ports }: DhcpNetwork): readonly string[] =>
  ports.map(({ macAddress, fixedIps }) => `${macAddress} ${fixedIps.map(({ ipAddress }) => ipAddress).join(' ')}`)

function toy({
  id,
  text,
  rule = 'serves',
  always = false,
  twice = false,
  ignoresDhcp = false,
  more,
}: Fault = {}): DhcpDriver {
  return {
    name: 'toy',
    kinds: [kind],
    network: (network) => {
      const hasDhcp = network.subnets.some(({ enableDhcp }) => enableDhcp || ignoresDhcp)
      const isServed = network.own !== undefined && hasDhcp && network.network.adminStateUp
      if (!isServed && !always) return []
      const state: ToyState = {
        kind: 'toy-server',
        id: id?.(network) ?? network.network.id,
        text: text?.(network) ?? [...lines(network)].sort().join('\n'),
      }
      const states = more?.(network) === true ? [state, { ...state, id: `${state.id} more` }] : [state]
      return Array.from({ length: twice ? 2 : 1 }, () => states.map((one) => ({ state: one, rule }))).flat()
    },
  }
}

const broken = (fault?: Fault): Promise<readonly string[]> =>
  brokenRules(dhcpDriverChecks, { open: () => Promise.resolve({ driver: toy(fault) }) })

test('a driver that keeps its promises breaks no rule', async () => {
  expect(await broken()).toEqual([])
})

/** Writes names as they are, but for what it minds. */
const named =
  (minded: RegExp) =>
  (network: DhcpNetwork): string =>
    [
      ...lines(network),
      ...network.ports.map(({ macAddress, dnsName }) => `${macAddress} ${dnsName.replace(minded, '')}`),
    ]
      .sort()
      .join('\n')

let calls = 0
test.each<[string, Fault]>([
  ['needs nothing', { always: true }],
  ['needs nothing', { ignoresDhcp: true }],
  ['renders the same', { more: ({ ports, own }) => ports[0] !== own }],
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
  ['takes what users write', { text: named(/\n/g) }],
  ['takes what users write', { text: named(/[\r\n]/g) }],
])('the kit sees who breaks: %s', async (rule, fault) => {
  expect((await broken(fault)).some((one) => one.startsWith(rule))).toBe(true)
})
