import type { DeviceKind, DeviceState } from '@netloom/core'
import type { DhcpDriver, DhcpNetwork } from '@netloom/core/dhcp'
import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import { canonical, deepFreeze, isSame } from './support/same.ts'
import { sampleDhcpNetwork } from './driver/sample-dhcp-networks.ts'

export interface DhcpDriverFixture {
  readonly driver: DhcpDriver
  /** Kinds that the driver uses and does not bring: those of the data plane. */
  readonly kinds?: readonly DeviceKind[]
}

type Check = ConformanceCheck<DhcpDriverFixture>

/** What users may write, and what no server's file may take for anything but text. */
const HOSTILE: readonly string[] = [
  'a\nb',
  'a\r\nb',
  '\u0000',
  'a,set:known',
  'tag:x,option:router,10.6.6.6',
  '"',
  "'",
  '\\',
  '#',
  '$(reboot)',
  '../../etc/passwd',
  'x'.repeat(1_000),
  '\u2028',
  '',
]

const check = (rule: string, problems: (fixture: DhcpDriverFixture) => readonly string[]): Check => ({
  rule,
  problems: (fixture) => Promise.resolve(problems(fixture)),
})

function kindOf({ driver, kinds = [] }: DhcpDriverFixture, { kind: name }: DeviceState): DeviceKind {
  const found = [...(driver.kinds ?? []), ...kinds].find(({ kind }) => kind === name)
  if (found === undefined) throw new Error(`no device kind '${name}'; name it in the driver's kinds`)
  return found
}

/** key → state. */
function statesOf(fixture: DhcpDriverFixture, network: DhcpNetwork): ReadonlyMap<string, DeviceState> {
  const states = fixture.driver.network(deepFreeze(network)).map(({ state }) => state)
  return new Map(states.map((state) => [kindOf(fixture, state).key(state), state]))
}

const turned = <T>(items: readonly T[]): readonly T[] => [...items].reverse()

export const dhcpDriverChecks: readonly Check[] = [
  check('needs nothing for a network that is down, has no port of the server, or no subnet', (fixture) => {
    const full = sampleDhcpNetwork()
    const { own: _, ...portless } = full
    const empty: Readonly<Record<string, DhcpNetwork>> = {
      'a network that is down': { ...full, network: { ...full.network, adminStateUp: false } },
      'a network without a port of the server': portless,
      'a network without subnets': { ...full, subnets: [] },
      'a network whose subnets have no DHCP': {
        ...full,
        subnets: full.subnets.map((subnet) => ({ ...subnet, enableDhcp: false })),
      },
    }
    return [
      ...(fixture.driver.network(full).length === 0 ? ['nothing is rendered at all'] : []),
      ...Object.entries(empty).flatMap(([name, network]) =>
        fixture.driver.network(network).length === 0 ? [] : [`${name} is served`],
      ),
    ]
  }),
  check('renders the same for the same network, in whatever order its items come, and writes into none', (fixture) => {
    const network = deepFreeze(sampleDhcpNetwork())
    const other = { ...network, subnets: turned(network.subnets), ports: turned(network.ports) }
    const [first, again] = [statesOf(fixture, network), statesOf(fixture, network)]
    const reordered = statesOf(fixture, other)
    return [
      ...(isSame([...first], [...again]) ? [] : ['rendered twice differs']),
      ...[...reordered.keys()].filter((key) => !first.has(key)).map((key) => `${key} comes with another order`),
      ...[...first].flatMap(([key, state]) => {
        const now = reordered.get(key)
        return now !== undefined && kindOf(fixture, state).equal(state, now) ? [] : [`${key} depends on the order`]
      }),
    ]
  }),
  check('gives every state a key of its own, and a rule that explains it', (fixture) => {
    const rendered = fixture.driver.network(sampleDhcpNetwork())
    const keys = rendered.map(({ state }) => kindOf(fixture, state).key(state))
    return [
      ...keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is there twice`),
      ...rendered.filter(({ rule }) => rule.trim() === '').map(({ state }) => `a ${state.kind} has no rule`),
    ]
  }),
  check('keeps networks apart: two of them share no key', (fixture) => {
    const first = statesOf(fixture, sampleDhcpNetwork({ digit: 5 }))
    const second = statesOf(fixture, sampleDhcpNetwork({ digit: 6 }))
    return [...first.keys()].filter((key) => second.has(key)).map((key) => `${key} belongs to both`)
  }),
  check('follows its guests: one more, or another address, changes a state, and no key', (fixture) => {
    const network = sampleDhcpNetwork()
    const moved = network.ports.map((port) =>
      port === network.own
        ? port
        : { ...port, fixedIps: port.fixedIps.map((ip) => ({ ...ip, ipAddress: `${ip.ipAddress}9` })) },
    )
    const before = statesOf(fixture, network)
    const changes: Readonly<Record<string, DhcpNetwork>> = {
      'one more guest': sampleDhcpNetwork({ guests: 4 }),
      'another address': { ...network, ports: moved },
    }
    return Object.entries(changes).flatMap(([name, changed]) => {
      const after = statesOf(fixture, changed)
      const differs = [...before].some(([key, state]) => {
        const now = after.get(key)
        return now !== undefined && !kindOf(fixture, state).equal(now, state)
      })
      return [
        ...(differs ? [] : [`${name} changes nothing`]),
        ...(isSame([...before.keys()].sort(), [...after.keys()].sort()) ? [] : [`${name} changes the keys`]),
      ]
    })
  }),
  check('takes what users write as text: it never adds a state, a line or a line end', (fixture) => {
    // Escaped backslashes first, lest an `n` behind one is taken for a line end.
    const lines = (network: DhcpNetwork): number =>
      canonical([...statesOf(fixture, network).values()])
        .replaceAll('\\\\', '')
        .split(/\\n|\\r|\\u0000/).length
    const most = lines(sampleDhcpNetwork({ text: 'vm' }))
    const keys = [...statesOf(fixture, sampleDhcpNetwork()).keys()].sort()
    return HOSTILE.flatMap((text) => {
      const network = sampleDhcpNetwork({ text })
      const name = JSON.stringify(text.slice(0, 40))
      return [
        ...(isSame([...statesOf(fixture, network).keys()].sort(), keys) ? [] : [`${name} changes the states`]),
        ...(lines(network) <= most ? [] : [`${name} adds lines`]),
      ]
    })
  }),
]

/** What every DHCP driver promises. Each rule gets a fixture of its own. */
export function describeDhcpDriver(name: string, setup: ConformanceSetup<DhcpDriverFixture>): void {
  describeChecks(`${name} keeps the DhcpDriver contract`, dhcpDriverChecks, setup)
}
