import { flowModLength, writeFlowMod, type FlowMod } from './flow-mod.ts'
import { OpenFlowError } from './open-flow-error.ts'
import type { OpenFlowSession } from './open-flow-session.ts'
import { HEADER, TYPE, writeHeader } from './protocol.ts'

const OPEN = 0
const COMMIT = 4
const ATOMIC_AND_ORDERED = 3
/** Flow mods that are written at a time, so that neither side holds much more than that. */
const SLICE = 250
/** Where the flow mod begins in the message that adds it to a bundle. */
const MOD_AT = HEADER + 8

const LONGEST_MESSAGE = 0xffff

/** Changes that belong together: all of them happen or none. */
export type FlowModGroup = readonly FlowMod[]

/** Whether each flow mod has room in a message of its own: whoever asks keeps one that has not from failing all others. */
export const fitsInBundle = (group: FlowModGroup): boolean =>
  group.every((mod) => MOD_AT + HEADER + flowModLength(mod) <= LONGEST_MESSAGE)

/**
 * Applies groups in one atomic bundle (OpenFlow 1.4, 6.9): packets meet the table as it was or as it will be. No group, no bundle.
 * @returns what was refused, by position of its group; with an empty map everything has been applied, else nothing.
 * @throws {OpenFlowError} when the bundle as a whole is refused. @throws {OpenFlowLostError} when it may have been applied.
 */
export async function applyBundle(
  session: OpenFlowSession,
  bundleId: number,
  groups: Iterable<readonly [position: number, group: FlowModGroup]>,
): Promise<ReadonlyMap<number, OpenFlowError>> {
  const refused = new Map<number, OpenFlowError>()
  let opened: Promise<unknown> | undefined
  try {
    let slice: Numbered[] = []
    for (const [position, group] of groups) {
      opened ??= open(session, bundleId)
      for (const mod of group) {
        const xid = session.xid()
        slice.push({ xid, mod })
        session.hearRefusals(xid, (error) => {
          if (!refused.has(position)) refused.set(position, error)
        })
      }
      if (slice.length >= SLICE) {
        await session.send(encodeAdds(bundleId, slice))
        slice = []
      }
    }
    if (opened === undefined) return refused
    await session.send(encodeAdds(bundleId, slice))
    await session.request(TYPE.bundleControl, control(bundleId, COMMIT))
    await opened
  } catch (error) {
    if (!(error instanceof OpenFlowError) || refused.size === 0) throw error
  } finally {
    session.clearRefusals()
  }
  return refused
}

/** Not to be waited for: what follows is refused with it. */
function open(session: OpenFlowSession, bundleId: number): Promise<unknown> {
  const opened = session.request(TYPE.bundleControl, control(bundleId, OPEN))
  opened.catch(() => undefined)
  return opened
}

function control(bundleId: number, type: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt32BE(bundleId, 0)
  body.writeUInt16BE(type, 4)
  body.writeUInt16BE(ATOMIC_AND_ORDERED, 6)
  return body
}

interface Numbered {
  readonly xid: number
  readonly mod: FlowMod
}

/** OFPT_BUNDLE_ADD_MESSAGEs around flow mods, each with the transaction id of its flow mod, in one buffer. */
function encodeAdds(bundleId: number, slice: readonly Numbered[]): Buffer {
  const lengths = slice.map(({ mod }) => MOD_AT + HEADER + flowModLength(mod))
  const bytes = Buffer.alloc(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const [index, { xid, mod }] of slice.entries()) {
    const length = lengths[index] ?? 0
    writeHeader(TYPE.bundleAdd, xid, length, bytes, at)
    bytes.writeUInt32BE(bundleId, at + HEADER)
    bytes.writeUInt16BE(ATOMIC_AND_ORDERED, at + HEADER + 6)
    writeHeader(TYPE.flowMod, xid, length - MOD_AT, bytes, at + MOD_AT)
    writeFlowMod(mod, bytes, at + MOD_AT + HEADER)
    at += length
  }
  return bytes
}
