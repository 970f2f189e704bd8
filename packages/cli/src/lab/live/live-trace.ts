import { randomBytes } from 'node:crypto'
import { nftFate, startNftTrace } from '@netloom/dataplane'
import type { PlannedTrace } from '../../trace/plan-trace.ts'
import type { HostWord, LiveTrace } from '../../trace/live-result.ts'
import type { TraceInventory } from '../../trace/trace-inventory.ts'
import type { WalkedRoute } from '../../trace/trace-result.ts'
import type { LabHost, LabState } from '../state/lab-state.ts'
import { arrivedPacket } from './arrived-packet.ts'
import { livePacket } from './live-packet.ts'
import { nftMatch } from './nft-match.ts'
import type { FlowFate } from './flow-fate.ts'
import { flowRules } from './flow-rules.ts'
import { placeOf, receiverOf, senderOf } from './live-places.ts'
import { traceArriving, traceLeaving } from './trace-flows.ts'
import { sendLive } from './send-live.ts'
import { hasAnybody } from './who-has.ts'

/** Sends the packet where it is traced from, while the hosts on its way say what they do with it. @throws {Failure} for ports that no VM of the lab has */
export async function liveTrace(
  planned: PlannedTrace,
  route: WalkedRoute,
  inventory: TraceInventory,
  state: LabState,
): Promise<LiveTrace> {
  const from = senderOf(planned, state)
  const mac = route.legs[0]?.question.destinationMac
  if (mac === undefined) {
    // The first network has nobody to send to: that is all there is to see.
    const { frame, nextHop } = planned
    const arrived = await hasAnybody(from, frame.sourceMac, frame.ip?.source ?? '', nextHop)
    return { arrived, hosts: [] }
  }
  const to = receiverOf(planned, route, inventory, state)
  const watched = watchedPlaces(route, state)
  const traces = await Promise.all(
    watched.map(({ netns, matches, ...options }) => startNftTrace(netns, matches, options)),
  )
  const token = Buffer.concat([Buffer.from('nlvk'), randomBytes(8)])
  let frame: Buffer | undefined
  try {
    frame = await sendLive(from, to, livePacket(planned.frame, mac, token), token)
  } finally {
    await Promise.all(traces.map((trace) => trace.stop()))
  }
  const packet = frame && arrivedPacket(frame)
  const words = watched.map((place, index) => kernelWord(place, nftFate(traces[index]?.steps ?? [])))
  return {
    arrived: frame !== undefined,
    ...(packet !== undefined && { packet }),
    hosts: [...(await flowWords(route, state)), ...words],
  }
}

interface Watched extends NonNullable<Parameters<typeof startNftTrace>[2]> {
  readonly host: string
  readonly netns: string
  readonly namespace?: string
  readonly matches: readonly string[]
}

/** Where the kernel has something to say: bridges of hosts, and namespaces of routers. */
function watchedPlaces({ legs, passages }: WalkedRoute, state: LabState): readonly Watched[] {
  const bridges = state.hosts.flatMap((host): readonly Watched[] => {
    const matches = legs.filter((leg) => leg.host === host.name).map(({ question }) => nftMatch(question.frame))
    if (host.ovs !== undefined || matches.length === 0) return []
    return [{ host: host.name, netns: host.netns, matches: [...new Set(matches)] }]
  })
  const routers = passages.map(({ host, namespace, frame }): Watched => {
    const enter = placeOf(state, host, namespace)
    return { ...{ host, netns: namespace, namespace, family: 'inet', enter }, matches: [nftMatch(frame)] }
  })
  return [...bridges, ...routers]
}

function kernelWord({ host, namespace }: Watched, { verdict, ruleIds, dropped }: ReturnType<typeof nftFate>): HostWord {
  return {
    host,
    ...(namespace !== undefined && { namespace }),
    by: 'nftables',
    verdict: verdict === 'drop' ? 'drop' : 'pass',
    ruleIds,
    ...(dropped !== undefined && {
      dropped: `${dropped.family} ${dropped.table} ${dropped.chain}: ${dropped.text || 'policy'}`,
    }),
  }
}

/** Open vSwitch says what it would do: at hosts that send, and where the packet comes to. */
async function flowWords({ legs }: WalkedRoute, state: LabState): Promise<readonly HostWord[]> {
  const words: HostWord[] = []
  for (const { host: name, question, isPhysical } of legs) {
    const host = state.hosts.find((one) => one.name === name && one.ovs !== undefined)
    if (host === undefined) continue
    const fate =
      question.leg === 'leave'
        ? await traceLeaving(host, question, state)
        : await traceArriving(host, question, state, isPhysical)
    words.push(await flowWord(host, fate, state))
    if (fate.isDropped) break
  }
  return words
}

const flowWord = async (host: LabHost, fate: FlowFate, state: LabState): Promise<HostWord> => ({
  host: host.name,
  by: 'Open vSwitch',
  verdict: fate.isDropped ? 'drop' : 'pass',
  ...(await flowRules(fate, host, state)),
})
