import type { FlowAction } from '../flow/flow-action.ts'
import { actionField } from './action-fields.ts'
import { nicira } from './action-layout.ts'
import { numberBytes } from './field-values.ts'

export const NXAST_CT = 35
export const NXAST_CT_CLEAR = 43
export const NXAST_OUTPUT_REG = 15

const COMMIT = 1
const FORCE = 2
const NO_TABLE = 0xff
/** Bits 0 to 15 of a field, as offset and count less one. */
const LOW_16 = 15
const ALL_32 = 31

export type CtAction = Extract<FlowAction, { readonly type: 'ct' | 'ct-clear' | 'output-register' }>

/** Connection tracking (Open vSwitch, `nx_action_conntrack`), and what leaves by the number in a register. */
export function encodeCt(action: CtAction): Buffer {
  if (action.type === 'ct-clear') return nicira(NXAST_CT_CLEAR, Buffer.alloc(6))
  const { nxm: reg5 } = actionField('reg5')
  // Never cut short by the switch (`max_len`): that is for packets to a controller.
  if (action.type === 'output-register')
    return nicira(
      NXAST_OUTPUT_REG,
      numberBytes(ALL_32, 2),
      numberBytes(reg5, 4),
      numberBytes(0xffff, 2),
      Buffer.alloc(6),
    )
  const { zone, table = NO_TABLE, commit } = action
  const flags = commit === undefined ? 0 : commit === 'forced' ? COMMIT | FORCE : COMMIT
  return nicira(
    NXAST_CT,
    numberBytes(flags, 2),
    numberBytes(zone === 'reg6' ? actionField('reg6').nxm : 0, 4),
    numberBytes(zone === 'reg6' ? LOW_16 : zone, 2),
    numberBytes(table, 1),
    Buffer.alloc(5),
  )
}

/** undefined = it is more than we write. */
export function decodeCt(bytes: Buffer): CtAction | undefined {
  const action = read(bytes)
  return action !== undefined && encodeCt(action).equals(bytes) ? action : undefined
}

function read(bytes: Buffer): CtAction | undefined {
  switch (bytes.readUInt16BE(8)) {
    case NXAST_CT_CLEAR:
      return { type: 'ct-clear' }
    case NXAST_OUTPUT_REG:
      return { type: 'output-register' }
    case NXAST_CT: {
      if (bytes.length !== 24) return undefined
      const [flags, source, zone] = [bytes.readUInt16BE(10), bytes.readUInt32BE(12), bytes.readUInt16BE(16)]
      const table = bytes.readUInt8(18)
      const commit = flags === 0 ? {} : { commit: flags === COMMIT ? ('commit' as const) : ('forced' as const) }
      return {
        type: 'ct',
        zone: source === 0 ? zone : 'reg6',
        ...(table !== NO_TABLE && { table }),
        ...commit,
      }
    }
  }
  return undefined
}
