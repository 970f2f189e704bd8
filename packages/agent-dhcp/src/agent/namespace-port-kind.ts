import { readdir } from 'node:fs/promises'
import type { DeviceKind, HostAccess, ReadScope, Step, StepResult } from '@netloom/core'
import { METADATA_ADDRESS, METADATA_ADDRESS_6 } from '../dhcp-options.ts'
import { networkOfNamespace, pairOf } from '../names.ts'
import type { NamespacePortState } from '../states.ts'
import { inTurns } from './in-turns.ts'
import { linkLocal } from './link-local.ts'

const NAMESPACES = '/var/run/netns'
/** Namespaces that are set up, or read, at the same time. */
const AT_ONCE = 8

/** Pairs with one end in a namespace `qdhcp-<network>`. */
export const namespacePortKind = (): DeviceKind<NamespacePortState> => ({
  kind: 'namespace-port',
  order: 41,
  key: ({ device }) => `namespace-port ${device}`,
  equal: (a, b) =>
    a.namespace === b.namespace &&
    a.inner === b.inner &&
    a.macAddress === b.macAddress &&
    a.mtu === b.mtu &&
    a.addresses.join(' ') === b.addresses.join(' '),
  parents: ({ namespace }) => [`service-namespace ${namespace}`],
  device: ({ device }) => device,
  commands: ({ op, state }) =>
    op === 'remove'
      ? [{ tool: 'ip', args: ['link', 'del', 'dev', state.device] }]
      : [...pairLines(state), ...innerLines(state)].map((line) => ({ tool: 'ip', args: line.split(' ') })),
  describe: (step) =>
    step.op === 'remove'
      ? [`ip link del dev ${step.state.device}`]
      : isChange(step)
        ? changeLines(step).map((line) => `ip -n ${step.state.namespace} ${line}`)
        : madeLines(step.state),
  read,
  apply,
})

const madeLines = (state: NamespacePortState): readonly string[] => [
  ...pairLines(state).map((line) => `ip ${line}`),
  ...innerLines(state).map((line) => `ip -n ${state.namespace} ${line}`),
  `ethtool -K ${state.inner} tx off`,
]

const pairLines = ({ device, inner, namespace, macAddress, mtu }: NamespacePortState): readonly string[] => [
  `link add name ${device} mtu ${String(mtu)} type veth peer name ${inner} address ${macAddress} mtu ${String(mtu)} netns ${namespace}`,
  `link set dev ${device} up`,
]

const innerLines = ({ inner, macAddress, addresses }: NamespacePortState): readonly string[] => [
  'link set dev lo up',
  `link set dev ${inner} addrgenmode none`,
  addressLine(`${linkLocal(macAddress)}/64`, inner),
  ...addresses.map((address) => addressLine(address, inner)),
  `link set dev ${inner} up`,
]

/** They are known to be its own: looking for others first (RFC 4862, 5.4) would hold up the server for seconds. */
const addressLine = (address: string, inner: string): string =>
  `addr replace ${address} dev ${inner}${address.includes(':') ? ' nodad' : ''}`

type PortStep = Step<NamespacePortState>

async function apply(steps: readonly PortStep[], host: HostAccess): Promise<readonly StepResult[]> {
  const errors = new Map<string, string>()
  const note = (key: string, error: string | undefined): void => {
    if (error !== undefined && !errors.has(key)) errors.set(key, error)
  }
  const removed = steps.filter(({ op }) => op === 'remove')
  const changed = steps.filter(isChange)
  const made = steps.filter((step) => step.op !== 'remove' && !isChange(step))
  // Whatever has the name is from before: a pair whose namespace is gone, or one that is to be another.
  const doomed = [...removed, ...made]
  const gone = await host.batch(
    'ip',
    doomed.map(({ state }) => `link del dev ${state.device}`),
  )
  doomed.forEach(({ op, key }, index) => {
    const error = gone[index]
    if (op === 'remove' && error !== undefined && !error.includes('Cannot find device')) note(key, error)
  })
  const outer = [
    ...made.flatMap(({ key, state }) => pairLines(state).map((line) => ({ key, line }))),
    ...changed.map(({ key, state }) => ({ key, line: `link set dev ${state.device} mtu ${String(state.mtu)} up` })),
  ]
  const results = await host.batch(
    'ip',
    outer.map(({ line }) => line),
  )
  outer.forEach(({ key }, index) => {
    note(key, results[index])
  })
  await inTurns(AT_ONCE, [...made, ...changed], async (step) => {
    if (errors.has(step.key)) return
    note(step.key, await setUp(step.state, isChange(step) ? changeLines(step) : innerLines(step.state), host))
  })
  return steps.map(({ key }) => {
    const error = errors.get(key)
    return error === undefined ? { key } : { key, error }
  })
}

type ChangeStep = PortStep & { readonly op: 'replace' }

/** The same pair with other addresses: what lives on it does not notice. */
const isChange = (step: PortStep): step is ChangeStep =>
  step.op === 'replace' && step.actual.namespace === step.state.namespace && step.actual.inner === step.state.inner

function changeLines({ state, actual }: ChangeStep): readonly string[] {
  const { inner, macAddress, mtu } = state
  const stale = actual.addresses.filter((address) => !state.addresses.includes(address))
  const added = state.addresses.filter((address) => !actual.addresses.includes(address))
  return [
    ...stale.map((address) => `addr del ${address} dev ${inner}`),
    ...(actual.macAddress === macAddress ? [] : [`link set dev ${inner} address ${macAddress}`]),
    `link set dev ${inner} mtu ${String(mtu)} up`,
    ...added.map((address) => addressLine(address, inner)),
  ]
}

async function setUp(
  state: NamespacePortState,
  lines: readonly string[],
  host: HostAccess,
): Promise<string | undefined> {
  try {
    await host.run({ argv: ['ip', '-n', state.namespace, '-batch', '-'], input: `${lines.join('\n')}\n` })
    // A client that looks at raw frames finds a checksum that nobody has filled in, and drops the answer.
    await host.run({ netns: state.namespace, argv: ['ethtool', '-K', state.inner, 'tx', 'off'] })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

interface LinkRow {
  readonly ifname: string
  readonly address: string
  readonly mtu: number
  readonly flags: readonly string[]
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number; readonly scope: string }[]
}

async function read(host: HostAccess, scope?: ReadScope): Promise<readonly NamespacePortState[]> {
  const names = (await readdir(NAMESPACES).catch(() => [])).filter((name) => networkOfNamespace(name) !== undefined)
  const found: NamespacePortState[] = []
  await inTurns(AT_ONCE, names, async (namespace) => {
    // One that goes meanwhile has nothing.
    const rows = await rowsOf(host, namespace).catch(() => [])
    for (const row of rows) {
      const state = stateOf(namespace, row)
      if (state !== undefined && isIn(scope, state)) found.push(state)
    }
  })
  return found
}

const isIn = (scope: ReadScope | undefined, { device, namespace }: NamespacePortState): boolean =>
  scope?.devices === undefined || scope.devices.has(device) || scope.devices.has(namespace)

async function rowsOf(host: HostAccess, namespace: string): Promise<readonly LinkRow[]> {
  const printed = await host.run({ argv: ['ip', '-n', namespace, '-j', 'addr', 'show'] })
  return printed.trim() === '' ? [] : (JSON.parse(printed) as readonly LinkRow[])
}

/** One that is not up is not as it should be, whatever else it is: it is shown without addresses. */
function stateOf(namespace: string, row: LinkRow): NamespacePortState | undefined {
  if (!row.ifname.startsWith('ns-')) return undefined
  const addresses = row.addr_info
    .filter(({ scope, local }) => scope !== 'link' || local === METADATA_ADDRESS || local === METADATA_ADDRESS_6)
    .map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`)
  return {
    kind: 'namespace-port',
    namespace,
    device: pairOf(row.ifname),
    inner: row.ifname,
    macAddress: row.address,
    mtu: row.mtu,
    addresses: row.flags.includes('UP') ? addresses.sort() : [],
  }
}
