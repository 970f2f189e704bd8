import { BROADCAST, ethernet } from './frames.ts'
import { untilThrough, type FrameEnd } from './until-through.ts'
import { OWN, type Verdict } from './verdicts.ts'

/**
 * Sends every frame of a table from one device, and says what became of each at another behind the guard: `pass`, `lost` where
 * it should have passed, or else the table's verdict.
 */
export async function judge(
  from: FrameEnd,
  to: FrameEnd,
  verdicts: readonly Verdict[],
): Promise<readonly (readonly [what: string, verdict: string])[]> {
  for (const [, , frame] of verdicts) from.send(frame)
  await untilThrough(from, to, (text) => ethernet(OWN.mac, BROADCAST, 0x88b6, Buffer.from(text)))
  const heard = new Set(to.heard.map(contentOf))
  return verdicts.map(([what, verdict, frame]) => [
    what,
    heard.has(contentOf(frame.toString('hex'))) ? 'pass' : verdict === 'pass' ? 'lost' : verdict,
  ])
}

/** How often a guard that judges so counts each reason. */
export function spoofsOf(verdicts: readonly Verdict[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [, verdict] of verdicts)
    if (verdict !== 'pass' && verdict !== 'drop') counts[verdict] = (counts[verdict] ?? 0) + 1
  return counts
}

/**
 * Sender and what is in a frame, to find it again behind a switch; tags, which a switch may take off, and what fills it up are
 * left out.
 */
const contentOf = (hex: string): string =>
  `${hex.slice(12, 24)} ${hex.slice(24).replace(/^((8100|88a8)....)+/, '')}`.replace(/(00)+$/, '')
