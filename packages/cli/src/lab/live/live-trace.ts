import { randomBytes } from 'node:crypto'
import { nftFate, startNftTrace } from '@netloom/dataplane'
import { Failure } from '../../base/failure.ts'
import type { PlannedTrace } from '../../trace/plan-trace.ts'
import type { HostWord, LiveTrace } from '../../trace/live-result.ts'
import type { LabHost, LabState, LabVm } from '../state/lab-state.ts'
import { livePacket } from './live-packet.ts'
import { nftMatch } from './nft-match.ts'
import type { FlowFate } from './flow-fate.ts'
import { flowRules } from './flow-rules.ts'
import { traceArriving, traceLeaving } from './trace-flows.ts'
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
  return { arrived, hosts: [...(await flowWords(places, planned, state)), ...words] }
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

/** Open vSwitch says what it would do: at the host that sends, and where the packet comes to by a tunnel. */
async function flowWords(
  places: readonly LabHost[],
  planned: PlannedTrace,
  state: LabState,
): Promise<readonly HostWord[]> {
  const words: HostWord[] = []
  const [from, to] = [planned.from.id, planned.to.id].map((id) => state.vms.find((vm) => vm.portId === id)?.host)
  const sender = places.find(({ name, ovs }) => name === from && ovs !== undefined)
  if (sender !== undefined) words.push(await flowWord(sender, await traceLeaving(sender, planned, state), state))
  const receiver = places.find(({ name, ovs }) => name === to && name !== from && ovs !== undefined)
  if (receiver !== undefined && words.every(({ verdict }) => verdict === 'pass'))
    words.push(await flowWord(receiver, await traceArriving(receiver, planned, state), state))
  return words
}

const flowWord = async (host: LabHost, fate: FlowFate, state: LabState): Promise<HostWord> => ({
  host: host.name,
  by: 'Open vSwitch',
  verdict: fate.isDropped ? 'drop' : 'pass',
  ...(await flowRules(fate, host, state)),
})

function requireVmOf(portId: string, option: string, { vms, name }: LabState): LabVm {
  const vm = vms.find((one) => one.portId === portId)
  if (vm !== undefined) return vm
  throw new Failure(
    `${option}: no VM of lab ${name} has port ${portId}, so nothing can be sent; boot one, or leave out --live`,
    'usage',
  )
}
