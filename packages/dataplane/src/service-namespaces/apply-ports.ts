import type { HostAccess, StepResult } from '@netloom/core'
import type { AddressAnnouncer } from '../announce/address-announcer.ts'
import type { Announcement } from '../announce/send-announcements.ts'
import { inTurns } from '../steps/in-turns.ts'
import { checkPort } from './check-port.ts'
import { hasIpv6 } from './has-ipv6.ts'
import type { NamespacePortState } from './namespace-state.ts'
import { pairName } from './pair-names.ts'
import { changeLines, innerLines, isChange, isIpv6Line, outerLines, pairLine, type PortStep } from './port-lines.ts'
import type { ServiceNamespaces } from './service-namespaces.ts'

/** Namespaces that are set up at the same time. */
const AT_ONCE = 8

export async function applyPorts(
  steps: readonly PortStep[],
  host: HostAccess,
  namespaces: ServiceNamespaces,
  announcer?: AddressAnnouncer,
): Promise<readonly StepResult[]> {
  const errors = new Map<string, string>()
  const note = (key: string, error: string | undefined): void => {
    if (error !== undefined && !errors.has(key)) errors.set(key, error)
  }
  const removed = steps.filter(({ op }) => op === 'remove')
  const changed = steps.filter(isChange)
  const made = steps.filter((step) => step.op !== 'remove' && !isChange(step))
  for (const step of steps) note(step.key, refusal(step, namespaces))
  // Whatever has the name is from before: a pair whose namespace is gone, or one that is to be another.
  const doomed = [...removed, ...made].filter(({ key }) => !errors.has(key))
  for (const { state } of doomed) {
    namespaces.removePair(state.device)
    announcer?.withdraw({ namespace: state.namespace, device: state.inner })
  }
  const gone = await host.batch(
    'ip',
    doomed.map(({ state }) => `link del dev ${state.device}`),
  )
  doomed.forEach(({ op, key }, index) => {
    const error = gone[index]
    if (op === 'remove' && error !== undefined && !error.includes('Cannot find device')) note(key, error)
  })
  const home = host.netns ?? String(process.pid)
  if (announcer !== undefined) for (const step of changed) withdrawOld(step, announcer)
  await inTurns(AT_ONCE, [...made, ...changed], async (step) => {
    if (errors.has(step.key)) return
    const { state } = step
    namespaces.addPair(state.device, state.namespace)
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
  if (announcer !== undefined) for (const step of ready) announcer.announce(newAddresses(step))
  return steps.map(({ key }) => {
    const error = errors.get(key)
    return error === undefined ? { key } : { key, error }
  })
}

/** What the link had and shall not have. */
function withdrawOld({ state, actual }: PortStep & { readonly op: 'replace' }, announcer: AddressAnnouncer): void {
  for (const address of actual.addresses)
    if (!state.addresses.includes(address))
      announcer.withdraw({ namespace: state.namespace, device: state.inner, address: plain(address) })
}

const plain = (address: string): string => address.split('/')[0] ?? ''

/** What the link has now and did not have before. */
function newAddresses(step: PortStep): readonly Announcement[] {
  const { namespace, inner, macAddress, addresses } = step.state
  const before = isChange(step) && step.actual.macAddress === macAddress ? step.actual.addresses : []
  return addresses
    .filter((address) => !before.includes(address))
    .map((address) => ({ namespace, device: inner, macAddress, address: plain(address) }))
}

/** Why a step is not taken at all. */
function refusal(step: PortStep, namespaces: ServiceNamespaces): string | undefined {
  try {
    checkPort(step.state, step.op, namespaces.names)
    if (step.op !== 'remove') namespaces.requireOurs(step.state.namespace)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
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
