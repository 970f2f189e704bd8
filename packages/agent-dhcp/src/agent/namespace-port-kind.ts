import { readdir } from 'node:fs/promises'
import type { DeviceKind, HostAccess, ReadScope, Step, StepResult } from '@netloom/core'
import { networkOfNamespace } from '../names.ts'
import type { NamespacePortState } from '../states.ts'
import { inTurns } from './in-turns.ts'

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
  describe: ({ op, state }) =>
    op === 'remove'
      ? [`ip link del dev ${state.device}`]
      : [
          ...pairLines(state).map((line) => `ip ${line}`),
          ...innerLines(state).map((line) => `ip -n ${state.namespace} ${line}`),
          `ethtool -K ${state.inner} tx off`,
        ],
  read,
  apply,
})

const pairLines = ({ device, inner, namespace, macAddress, mtu }: NamespacePortState): readonly string[] => [
  `link add name ${device} mtu ${String(mtu)} type veth peer name ${inner} address ${macAddress} mtu ${String(mtu)} netns ${namespace}`,
  `link set dev ${device} up`,
]

const innerLines = ({ inner, addresses }: NamespacePortState): readonly string[] => [
  'link set dev lo up',
  // Its addresses are known to be its own: looking for others first (RFC 4862, 5.4) would hold up the server for seconds.
  ...addresses.map((address) => `addr add ${address} dev ${inner}${address.includes(':') ? ' nodad' : ''}`),
  `link set dev ${inner} up`,
]

async function apply(steps: readonly Step<NamespacePortState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const errors = new Map<string, string>()
  const note = (key: string, error: string | undefined): void => {
    if (error !== undefined && !errors.has(key)) errors.set(key, error)
  }
  // Whatever has the name is from before: a pair whose namespace is gone, or one that is to be another.
  const before = steps.map(({ state }) => `link del dev ${state.device}`)
  const removed = await host.batch('ip', before)
  steps.forEach(({ op, key }, index) => {
    const error = removed[index]
    if (op === 'remove' && error !== undefined && !error.includes('Cannot find device')) note(key, error)
  })
  const made = steps.filter(({ op }) => op !== 'remove')
  const results = await host.batch(
    'ip',
    made.flatMap(({ state }) => pairLines(state)),
  )
  made.forEach(({ key }, index) => {
    note(key, results[index * 2] ?? results[index * 2 + 1])
  })
  await inTurns(AT_ONCE, made, async ({ key, state }) => {
    if (!errors.has(key)) note(key, await setUp(state, host))
  })
  return steps.map(({ key }) => {
    const error = errors.get(key)
    return error === undefined ? { key } : { key, error }
  })
}

async function setUp(state: NamespacePortState, host: HostAccess): Promise<string | undefined> {
  try {
    await host.run({ argv: ['ip', '-n', state.namespace, '-batch', '-'], input: `${innerLines(state).join('\n')}\n` })
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
    .filter(({ scope, local }) => scope !== 'link' || local === '169.254.169.254')
    .map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`)
  return {
    kind: 'namespace-port',
    namespace,
    device: `tap${row.ifname.slice(3)}`,
    inner: row.ifname,
    macAddress: row.address,
    mtu: row.mtu,
    addresses: row.flags.includes('UP') ? addresses.sort() : [],
  }
}
