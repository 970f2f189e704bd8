import type { DeviceKind, HostAccess, ReadScope, Step, StepResult } from '@netloom/core'
import { METADATA_ADDRESS, METADATA_ADDRESS_6 } from '../dhcp-options.ts'
import { pairOf } from '../names.ts'
import type { NamespacePortState } from '../states.ts'
import { hasIpv6 } from './has-ipv6.ts'
import { inTurns } from './in-turns.ts'
import { linkLocal } from './link-local.ts'
import { pairName, readPairs } from './pair-names.ts'
import { readNamespaces, type LinkRow } from './service-namespaces.ts'

/** Namespaces that are set up at the same time. */
const AT_ONCE = 8

/** Pairs with one end in a namespace `qdhcp-<network>`. */
export const namespacePortKind = (foreign: ReadonlySet<string> = new Set()): DeviceKind<NamespacePortState> => ({
  kind: 'namespace-port',
  order: 41,
  key: ({ device }) => `namespace-port ${device}`,
  equal: (a, b) =>
    b.hasOldMark !== true &&
    a.namespace === b.namespace &&
    a.inner === b.inner &&
    a.macAddress === b.macAddress &&
    a.mtu === b.mtu &&
    possible(a.addresses, b).join(' ') === b.addresses.join(' '),
  // None: a namespace that somebody has open lives on without its name, and keeps its pair. The pair goes first.
  parents: () => [],
  device: ({ device }) => device,
  commands: ({ op, state }) =>
    op === 'remove'
      ? [{ tool: 'ip', args: ['link', 'del', 'dev', state.device] }]
      : [`link add name ${state.device} type veth peer name ${state.inner}`, ...innerLines(state)].map((line) => ({
          tool: 'ip',
          args: line.split(' '),
        })),
  describe: (step) =>
    step.op === 'remove'
      ? [`ip link del dev ${step.state.device}`]
      : isChange(step)
        ? changeLines(step).map((line) => `ip -n ${step.state.namespace} ${line}`)
        : madeLines(step.state),
  read,
  apply: (steps, host) => apply(steps, host, foreign),
})

const possible = (addresses: readonly string[], { withoutIpv6 }: NamespacePortState): readonly string[] =>
  withoutIpv6 === true ? addresses.filter((address) => !address.includes(':')) : addresses

const madeLines = (state: NamespacePortState): readonly string[] => [
  ...[pairLine(state, '<host>'), ...innerLines(state)].map((line) => `ip -n ${state.namespace} ${line}`),
  `ethtool -K ${state.inner} tx off`,
  ...outerLines(state).map((line) => `ip ${line}`),
]

/**
 * Made inside, by a tool that ends: whoever names a namespace holds it open, and the long-lived one on the host would for ever.
 * `home` = namespace of the host, by name or by the id of a process.
 */
const pairLine = ({ device, inner, macAddress, mtu }: NamespacePortState, home: string): string =>
  `link add name ${inner} address ${macAddress} mtu ${String(mtu)} type veth peer name ${device} mtu ${String(mtu)} netns ${home}`

const outerLines = ({ device, mtu }: NamespacePortState): readonly string[] => [
  `link set dev ${device} mtu ${String(mtu)} up`,
]

const innerLines = ({ inner, macAddress, addresses }: NamespacePortState): readonly string[] => [
  'link set dev lo up',
  ...ipv4First(
    addresses.map((address) => addressLine(address, inner)),
    [`link set dev ${inner} addrgenmode none`, addressLine(`${linkLocal(macAddress)}/64`, inner)],
  ),
  `link set dev ${inner} up`,
]

const isIpv6Line = (line: string): boolean => /addrgenmode|^addr \S+ \S*:/.test(line)

/** What a link without IPv6 refuses comes last, so that all else is done by then. */
const ipv4First = (lines: readonly string[], before6: readonly string[] = []): readonly string[] => [
  ...lines.filter((line) => !isIpv6Line(line)),
  ...before6,
  ...lines.filter(isIpv6Line),
]

/** They are known to be its own: looking for others first (RFC 4862, 5.4) would hold up the server for seconds. */
const addressLine = (address: string, inner: string): string =>
  `addr replace ${address} dev ${inner}${address.includes(':') ? ' nodad' : ''}`

type PortStep = Step<NamespacePortState>

async function apply(
  steps: readonly PortStep[],
  host: HostAccess,
  foreign: ReadonlySet<string>,
): Promise<readonly StepResult[]> {
  const errors = new Map<string, string>()
  const note = (key: string, error: string | undefined): void => {
    if (error !== undefined && !errors.has(key)) errors.set(key, error)
  }
  const removed = steps.filter(({ op }) => op === 'remove')
  const changed = steps.filter(isChange)
  const made = steps.filter((step) => step.op !== 'remove' && !isChange(step))
  for (const { key, state } of made)
    if (foreign.has(state.namespace)) note(key, `namespace ${state.namespace} belongs to another agent`)
  // Whatever has the name is from before: a pair whose namespace is gone, or one that is to be another.
  const doomed = [...removed, ...made].filter(({ key }) => !errors.has(key))
  const gone = await host.batch(
    'ip',
    doomed.map(({ state }) => `link del dev ${state.device}`),
  )
  doomed.forEach(({ op, key }, index) => {
    const error = gone[index]
    if (op === 'remove' && error !== undefined && !error.includes('Cannot find device')) note(key, error)
  })
  const home = host.netns ?? String(process.pid)
  await inTurns(AT_ONCE, [...made, ...changed], async (step) => {
    if (errors.has(step.key)) return
    const { state } = step
    const lines = isChange(step) ? changeLines(step) : [pairLine(state, home), ...innerLines(state)]
    note(step.key, await setUp(state, lines, host))
  })
  const ready = [...made, ...changed].filter(({ key }) => !errors.has(key))
  const outer = ready.flatMap(({ key, state }) => outerLines(state).map((line) => ({ key, line })))
  const results = await host.batch(
    'ip',
    outer.map(({ line }) => line),
  )
  outer.forEach(({ key }, index) => {
    note(key, results[index])
  })
  // A kernel before 5.5 gives devices no second name: there a pair is known by its inner end alone.
  const names = ready.map(
    ({ state: { device } }) => `link property add dev ${device} altname ${pairName(host.agent, device)}`,
  )
  await host.batch('ip', names)
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
  return ipv4First([
    ...stale.map((address) => `addr del ${address} dev ${inner}`),
    ...(actual.macAddress === macAddress ? [] : [`link set dev ${inner} address ${macAddress}`]),
    `link set dev ${inner} mtu ${String(mtu)} up`,
    ...added.map((address) => addressLine(address, inner)),
  ])
}

async function setUp(
  state: NamespacePortState,
  lines: readonly string[],
  host: HostAccess,
): Promise<string | undefined> {
  try {
    await setUpLink(state, lines, host)
    // A client that looks at raw frames finds a checksum that nobody has filled in, and drops the answer.
    await host.run({ netns: state.namespace, argv: ['ethtool', '-K', state.inner, 'tx', 'off'] })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** All lines; on a link that cannot have IPv6, those that it can follow. */
async function setUpLink(state: NamespacePortState, lines: readonly string[], host: HostAccess): Promise<void> {
  const tell = (some: readonly string[]): Promise<string> =>
    host.run({ argv: ['ip', '-n', state.namespace, '-batch', '-'], input: `${some.join('\n')}\n` })
  try {
    await tell(lines)
  } catch (error) {
    const failed = Number(/Command failed -:(\d+)/.exec((error as Error).message)?.[1] ?? 0)
    if (!isIpv6Line(lines[failed - 1] ?? '') || (await hasIpv6(host, state.namespace, state.inner))) throw error
    await tell(lines.slice(failed).filter((line) => !isIpv6Line(line)))
  }
}

/** Those in namespaces, and those whose namespace has lost its name: they hold their place on the host all the same. */
async function read(host: HostAccess, scope?: ReadScope): Promise<readonly NamespacePortState[]> {
  if (scope?.devices !== undefined && ![...scope.devices].some(mayConcern)) return []
  const [namespaces, pairs] = await Promise.all([readNamespaces(host), readPairs(host)])
  const rows = namespaces.flatMap(({ name, links }) => links.flatMap((row) => stateOf(name, row) ?? []))
  const inside = await Promise.all(rows.map((row) => withoutIpv6If(row, host)))
  const known = new Set(inside.map(({ device }) => device))
  const lost = [...pairs.own].filter((device) => !known.has(device)).map(lostPair)
  const marked = inside.map((state) => (pairs.unmarked.has(state.device) ? { ...state, hasOldMark: true } : state))
  return [...marked, ...lost].filter((state) => isIn(scope, state))
}

/** Every link that can have IPv6 has an address of it from us; one without is asked why. */
async function withoutIpv6If({ lacks6, ...state }: FoundPort, host: HostAccess): Promise<NamespacePortState> {
  const lacks = lacks6 && !(await hasIpv6(host, state.namespace, state.inner))
  return lacks ? { ...state, withoutIpv6: true } : state
}

interface FoundPort extends NamespacePortState {
  readonly lacks6: boolean
}

const mayConcern = (device: string): boolean => device.startsWith('tap') || device.startsWith('qdhcp-')

const lostPair = (device: string): NamespacePortState => ({
  ...{ kind: 'namespace-port', namespace: '', device, inner: '', macAddress: '', mtu: 0, addresses: [] },
})

const isIn = (scope: ReadScope | undefined, { device, namespace }: NamespacePortState): boolean =>
  scope?.devices === undefined || scope.devices.has(device) || scope.devices.has(namespace)

/** One that is not up is not as it should be, whatever else it is: it is shown without addresses. */
function stateOf(namespace: string, row: LinkRow): FoundPort | undefined {
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
    lacks6: !row.addr_info.some(({ local }) => local.includes(':')),
  }
}
