import { dirname } from 'node:path'
import type { DeviceKind, HostAccess, Step } from '@netloom/core'
import {
  applyEach,
  keepsProcess,
  makeFolder,
  readText,
  replaceFile,
  serviceProcessKind,
  type FoundServedProcess,
  type ServiceProcesses,
} from '@netloom/dataplane/service'
import type { DnsmasqState } from '../render/states.ts'
import { argument, readerOf } from './dnsmasq-program.ts'
import { readUnleased, writeUnleased } from './ended-leases.ts'
import { releaseLeases } from './release-leases.ts'

/** DHCP servers of networks: processes that also have leases, some of which end before their time. */
export function dnsmasqKind(processes: ServiceProcesses): DeviceKind<DnsmasqState> {
  const base = serviceProcessKind(processes, { kind: 'dnsmasq', order: 42 })
  return {
    ...base,
    equal: (a, b) => base.equal(a, b) && unended(a, b).length === 0,
    describe: (step) => [...(base.describe?.(step) ?? []), ...(keepsProcess(step) ? released(step) : [])],
    read: async (host, scope) => Promise.all((await processes.read(host, scope)).map(foundState)),
    apply: (steps, host) =>
      applyEach(steps, ({ op, state }) => (op === 'remove' ? processes.remove(state) : serve(state, host, processes))),
  }
}

async function foundState(found: FoundServedProcess): Promise<DnsmasqState> {
  const unleased = await readUnleased(found.directory)
  const device = argument(found.arguments, 'interface') ?? ''
  return { kind: 'dnsmasq', ...found, interface: device, firstLeases: [], leaseDuration: 0, unleased }
}

/** Leases that are to end, and have not. */
const unended = (wanted: DnsmasqState, found: DnsmasqState | undefined): readonly string[] =>
  wanted.unleased.filter((one) => found?.unleased.includes(one) !== true)

const released = (step: Step<DnsmasqState>): readonly string[] =>
  unended(step.state, step.op === 'replace' ? step.actual : undefined).map(
    (one) => `dhcp_release6 --iface ${step.state.interface} --ip ${one.split(' ')[0] ?? ''}`,
  )

async function serve(state: DnsmasqState, host: HostAccess, processes: ServiceProcesses): Promise<void> {
  const { directory } = state
  await processes.serve(state, host, () => prepare(state))
  const ended = new Set(await readUnleased(directory))
  const ending = state.unleased.filter((one) => !ended.has(one))
  await releaseLeases(state, host, new Set(ending.map((one) => one.split(' ')[0] ?? '')))
  if (ending.length > 0) await writeUnleased(directory, state.unleased)
}

/** What a server finds that has never run here: leases of guests that have their addresses from another, and a place for its log. */
async function prepare({ arguments: line, directory, firstLeases, leaseDuration }: DnsmasqState): Promise<void> {
  if ((await readText(directory, 'leases')) === undefined) {
    const until = leaseDuration === -1 ? 0 : Math.floor(Date.now() / 1000) + leaseDuration
    const leases = firstLeases.map((lease) => `${String(until)} ${lease}\n`).join('')
    await replaceFile(directory, 'leases', leases, readerOf(line))
  }
  const log = argument(line, 'log-facility')
  if (log !== undefined) await makeFolder(dirname(log))
}
