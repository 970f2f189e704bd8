import { randomBytes } from 'node:crypto'
import { nftFate, startNftTrace } from '@netloom/dataplane'
import { Failure } from '../../base/failure.ts'
import type { PlannedTrace } from '../../trace/plan-trace.ts'
import type { HostWord, LiveTrace } from '../../trace/live-result.ts'
import type { LabHost, LabState, LabVm } from '../state/lab-state.ts'
import { livePacket } from './live-packet.ts'
import { nftMatch } from './nft-match.ts'
import { traceFlows } from './trace-flows.ts'
import { sendLive } from './send-live.ts'

/** Sends the packet from VM to VM, while the hosts on its way say what they do with it. @throws {Failure} for ports that no VM of the lab has */
export async function liveTrace(planned: PlannedTrace, state: LabState): Promise<LiveTrace> {
  const [from, to] = [requireVmOf(planned.from.id, '--from', state), requireVmOf(planned.to.id, '--to', state)]
  const places = state.hosts.filter(({ name }) => name === from.host || name === to.host)
  const kernels = places.filter((host) => host.ovs === undefined)
  const traces = await Promise.all(kernels.map(({ netns }) => startNftTrace(netns, [nftMatch(planned.frame)])))
  const token = Buffer.concat([Buffer.from('nlvk'), randomBytes(8)])
  let arrived: boolean
  try {
    arrived = await sendLive(from.netns, to.netns, livePacket(planned.frame, planned.destinationMac, token), token)
  } finally {
    await Promise.all(traces.map((trace) => trace.stop()))
  }
  const words = kernels.map(({ name }, index) => kernelWord(name, nftFate(traces[index]?.steps ?? [])))
  const sender = places.find(({ name }) => name === from.host)
  return { arrived, hosts: [...(await flowWords(sender, planned, state)), ...words] }
}

function kernelWord(host: string, { verdict, ruleIds, dropped }: ReturnType<typeof nftFate>): HostWord {
  return {
    host,
    by: 'nftables',
    verdict: verdict === 'drop' ? 'drop' : 'pass',
    ruleIds,
    ...(dropped !== undefined && {
      dropped: `${dropped.family} ${dropped.table} ${dropped.chain}: ${dropped.text || 'policy'}`,
    }),
  }
}

/** Open vSwitch says what it would do, at the host that sends. */
async function flowWords(
  sender: LabHost | undefined,
  planned: PlannedTrace,
  state: LabState,
): Promise<readonly HostWord[]> {
  if (sender?.ovs === undefined) return []
  const isDropped = await traceFlows(sender, planned, state)
  return [{ host: sender.name, by: 'Open vSwitch', verdict: isDropped ? 'drop' : 'pass', ruleIds: [] }]
}

function requireVmOf(portId: string, option: string, { vms, name }: LabState): LabVm {
  const vm = vms.find((one) => one.portId === portId)
  if (vm !== undefined) return vm
  throw new Failure(
    `${option}: no VM of lab ${name} has port ${portId}, so nothing can be sent; boot one, or leave out --live`,
    'usage',
  )
}
