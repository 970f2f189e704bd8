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

/** Changes that belong together: all of them happen or none. */
export type FlowModGroup = readonly FlowMod[]

/**
 * Applies groups in one atomic bundle (OpenFlow 1.4, 6.9): packets meet the table as it was or as it will be.
 * @returns what was refused, by position of its group; with an empty map everything has been applied, else nothing.
 * @throws {OpenFlowError} when the bundle as a whole is refused. @throws {OpenFlowLostError} when it may have been applied.
 */
export async function applyBundle(
  session: OpenFlowSession,
  bundleId: number,
  groups: readonly (readonly [position: number, group: FlowModGroup])[],
): Promise<ReadonlyMap<number, OpenFlowError>> {
  const refused = new Map<number, OpenFlowError>()
  // Not waited for: what follows is refused with it.
  const opened = session.request(TYPE.bundleControl, control(bundleId, OPEN))
  opened.catch(() => undefined)
  try {
    let slice: Buffer[] = []
    for (const [position, group] of groups) {
      for (const mod of group) {
        const xid = session.xid()
        slice.push(encodeAdd(bundleId, xid, mod))
        session.hearRefusals(xid, (error) => {
          if (!refused.has(position)) refused.set(position, error)
        })
      }
      if (slice.length >= SLICE) {
        await session.send(Buffer.concat(slice))
        slice = []
      }
    }
    await session.send(Buffer.concat(slice))
    await session.request(TYPE.bundleControl, control(bundleId, COMMIT))
    await opened
  } catch (error) {
    if (!(error instanceof OpenFlowError) || refused.size === 0) throw error
  } finally {
    session.clearRefusals()
  }
  return refused
}

function control(bundleId: number, type: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt32BE(bundleId, 0)
  body.writeUInt16BE(type, 4)
  body.writeUInt16BE(ATOMIC_AND_ORDERED, 6)
  return body
}

/** OFPT_BUNDLE_ADD_MESSAGE around a flow mod; both have the same transaction id. */
function encodeAdd(bundleId: number, xid: number, mod: FlowMod): Buffer {
  const inner = HEADER + flowModLength(mod)
  const bytes = Buffer.alloc(MOD_AT + inner)
  writeHeader(TYPE.bundleAdd, xid, bytes.length, bytes, 0)
  bytes.writeUInt32BE(bundleId, HEADER)
  bytes.writeUInt16BE(ATOMIC_AND_ORDERED, HEADER + 6)
  writeHeader(TYPE.flowMod, xid, inner, bytes, MOD_AT)
  writeFlowMod(mod, bytes, MOD_AT + HEADER)
  return bytes
}
