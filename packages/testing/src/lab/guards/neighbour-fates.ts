import { setTimeout as sleep } from 'node:timers/promises'
import type { FrameInjector } from './frame-injector.ts'
import { mark, type NeighbourFrame, type Station } from './neighbour-frames.ts'

/** For what may take another way than the mark that is sent after it. */
const GRACE = 200

/** What became of each frame that the first station sent: `reaches all`, `is answered truly`, or what is wrong. */
export async function neighbourFates(
  here: Station,
  frames: readonly NeighbourFrame[],
  lines: readonly FrameInjector[],
): Promise<Readonly<Record<string, string>>> {
  const fates: Record<string, string> = {}
  for (const [index, one] of frames.entries()) fates[one.what] = await fateOf(here, one, index, lines)
  for (const { what, frame } of frames) if (lines.some((line) => copiesOf(frame, line) > 1)) fates[what] = 'comes twice'
  return fates
}

async function fateOf(
  { mac }: Station,
  { frame, answer }: NeighbourFrame,
  index: number,
  [own, ...others]: readonly FrameInjector[],
): Promise<string> {
  if (own === undefined) return 'is not sent'
  const before = own.heard.length
  own.send(frame)
  const end = mark(mac, index)
  own.send(end)
  for (const other of others) await other.until(end.subarray(0, 15).toString('hex'))
  const reached = (): number => others.filter((other) => copiesOf(frame, other) > 0).length
  if (reached() < others.length) await sleep(GRACE)
  const answers = own.heard.slice(before).flatMap((heard) => answerIn(heard, frame) ?? [])
  // Who announces an address may hear of who else has it, but from its owner only.
  const lies = answers.filter((one) => one !== answer?.replaceAll(':', ''))
  if (lies.length > 0 && answer !== undefined) return 'is answered falsely'
  if (reached() === others.length) return 'reaches all'
  if (lies.length > 0) return 'is answered, and asks nothing'
  if (answers.length > 0) return 'is answered truly'
  return reached() === 0 ? 'is held back' : `reaches ${String(reached())} of ${String(others.length)}`
}

const copiesOf = (frame: Buffer, { heard }: FrameInjector): number =>
  heard.filter((one) => one.startsWith(frame.toString('hex'))).length

/** The MAC that a reply or an advertisement tells of, if `heard` is one about what `frame` is about. */
function answerIn(heard: string, frame: Buffer): string | undefined {
  const bytes = Buffer.from(heard, 'hex')
  if (bytes.subarray(0, 6).toString('hex') !== frame.subarray(6, 12).toString('hex')) return undefined
  const type = frame.readUInt16BE(12)
  if (bytes.length < 42 || bytes.readUInt16BE(12) !== type) return undefined
  if (type === 0x0806) {
    const isReply = bytes.readUInt16BE(20) === 2 && bytes.subarray(28, 32).equals(frame.subarray(38, 42))
    return isReply ? bytes.subarray(22, 28).toString('hex') : undefined
  }
  const isAdvert = bytes.length >= 78 && bytes[54] === 136 && bytes.subarray(62, 78).equals(frame.subarray(62, 78))
  return isAdvert ? bytes.subarray(6, 12).toString('hex') : undefined
}
