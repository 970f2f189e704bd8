import { setTimeout as sleep } from 'node:timers/promises'
import { FrameExchange } from './frame-exchange.ts'
import { framesOf, tokenOf } from './model-verdicts.ts'
import { arp } from './frames/packets.ts'
import { STAGE_NETWORK, stageCase, type StagedCase } from './stage-case.ts'
import { PERMITTED_ETHERTYPE, type VerdictCase } from './cases/verdict-case.ts'
import type { VerdictEngine, VerdictScene, VerdictSwitch } from './verdict-engine.ts'

/** Longest wait for the frame that shows that all before it have come, and what may still come after. */
const PATIENCE = 10_000
const GRACE = 150

/** What became of each frame of a case, in order. */
export type Fate = 'passes' | 'is dropped' | 'passes in part' | 'comes twice'

/** Sends the frames of all cases on one switch, all first ones, then all second ones, and so on. */
export async function runVerdicts(
  engine: VerdictEngine,
  cases: readonly VerdictCase[],
): Promise<readonly (readonly Fate[])[]> {
  const staged = cases.map(stageCase)
  const opened = await engine.open(sceneOf(staged))
  try {
    const exchange = await FrameExchange.open(opened.netns)
    try {
      return await sendAll(exchange, opened, staged)
    } finally {
      exchange.close()
    }
  } finally {
    await opened.close()
  }
}

export function sceneOf(staged: readonly StagedCase[]): VerdictScene {
  const segment = {
    id: staged[0]?.port.segmentId ?? '',
    networkType: 'local',
    physicalNetwork: null,
    segmentationId: null,
  }
  return {
    network: { id: STAGE_NETWORK, adminStateUp: true, mtu: 1500, segments: [segment] },
    ports: staged.flatMap(({ port, peer }) => [port, peer]),
    permittedEthertypes: [PERMITTED_ETHERTYPE],
    items: new Map(staged.flatMap(({ items }) => [...items])),
  }
}

async function sendAll(
  exchange: FrameExchange,
  opened: VerdictSwitch,
  staged: readonly StagedCase[],
): Promise<readonly Fate[][]> {
  await flush(exchange, opened, staged, 0)
  const rounds = Math.max(...staged.map(({ row }) => row.sends.length))
  const fates: Fate[][] = staged.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    const senders = staged.filter(({ row }) => row.sends[round] !== undefined)
    for (const one of senders) {
      const send = one.row.sends[round]
      if (send === undefined) continue
      const from = opened.device(send.from === 'port' ? one.port.id : one.peer.id)
      for (const frame of framesOf(one, send, round)) exchange.send(from, frame)
    }
    await flush(exchange, opened, staged, round + 1)
    for (const [place, one] of staged.entries()) {
      const send = one.row.sends[round]
      if (send === undefined) continue
      const to = opened.device(send.from === 'port' ? one.peer.id : one.port.id)
      const sent = framesOf(one, send, round).reduce((sum, frame) => sum + tokensIn(frame), 0)
      fates[place]?.push(fateOf(sent, exchange.count(to, tokenOf(one.index, round))))
    }
  }
  return fates
}

const tokensIn = (frame: Buffer): number => frame.toString('latin1').split('nlvk').length - 1

function fateOf(sent: number, came: number): Fate {
  if (came === 0) return 'is dropped'
  return came === sent ? 'passes' : came < sent ? 'passes in part' : 'comes twice'
}

/** Numbers of sends that only show that those before them are through. */
const MARKS = 0x8000

/** Each station announces itself to the other of its case, which every filter lets pass; the switch learns where they are. */
async function flush(
  exchange: FrameExchange,
  opened: VerdictSwitch,
  staged: readonly StagedCase[],
  round: number,
): Promise<void> {
  const token = (index: number): Buffer => tokenOf(index, MARKS + round)
  for (const { at, index, port, peer } of staged) {
    for (const frame of arp()(at.peer, at.port, token(index))) exchange.send(opened.device(peer.id), frame)
    for (const frame of arp()(at.port, at.peer, token(index))) exchange.send(opened.device(port.id), frame)
  }
  const deadline = performance.now() + PATIENCE
  const missing = (): readonly string[] =>
    staged.flatMap(({ index, port, peer }) =>
      [port, peer].map(({ id }) => opened.device(id)).filter((device) => exchange.count(device, token(index)) === 0),
    )
  while (missing().length > 0) {
    if (performance.now() > deadline) throw new Error(`no announcement came to ${missing().slice(0, 5).join(', ')}, …`)
    await sleep(20)
  }
  await sleep(GRACE)
}
