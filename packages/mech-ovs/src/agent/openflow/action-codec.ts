import { actionField, fieldOfHeader } from './action-fields.ts'
import { fieldBytes, fieldValue, numberBytes, plainHex, VLAN_PRESENT } from './field-values.ts'
import { decodeLearn, encodeLearn, NXAST_LEARN } from './learn-codec.ts'
import { padded } from './match-codec.ts'
import { decodeCt, encodeCt, NXAST_CT, NXAST_CT_CLEAR, NXAST_OUTPUT_REG } from './ct-codec.ts'
import { EXPERIMENTER, nicira, standard } from './action-layout.ts'
import { NICIRA, PORT } from './protocol.ts'
import type { ResolvedAction } from './resolved-flow.ts'

const OUTPUT = 0
const POP_VLAN = 18
const SET_FIELD = 25
const NXAST_REG_MOVE = 6
const NXAST_REG_LOAD = 7
const NXAST_RESUBMIT_TABLE = 14
const NX_IN_PORT = 0xfff8
/** Offset 0, 13 bits: the id of a tag and that there is one; the priority bits stay. */
const VLAN_AND_PRESENT = 12

/** The actions of a flow, one after the other. Equal actions have equal bytes. @throws {RangeError | TypeError} on a value that does not fit. */
export const encodeActions = (actions: readonly ResolvedAction[]): Buffer =>
  Buffer.from(actions.map(actionHex).join(''), 'hex')

/** Reads what `encodeActions` and switches write. */
export function decodeActions(bytes: Buffer): readonly ResolvedAction[] {
  const actions: ResolvedAction[] = []
  for (let at = 0; at + 4 <= bytes.length;) {
    const action = bytes.subarray(at, at + Math.max(8, bytes.readUInt16BE(at + 2)))
    actions.push(decodeAction(action) ?? { type: 'other', bytes: action.toString('hex') })
    at += action.length
  }
  return actions
}

/** Actions that many flows share, by what they say. */
const shared = new Map<string, string>()
const MOST_SHARED = 10_000

function actionHex(action: ResolvedAction): string {
  if (action.type === 'set-field' && typeof action.value === 'string') return setAddress(action, action.value)
  const name = sharedName(action)
  const known = name === undefined ? undefined : shared.get(name)
  if (known !== undefined) return known
  const hex = encodeAction(action).toString('hex')
  if (name === undefined) return hex
  if (shared.size >= MOST_SHARED) shared.clear()
  shared.set(name, hex)
  return hex
}

function sharedName(action: ResolvedAction): string | undefined {
  switch (action.type) {
    case 'output':
      return `output ${String(action.port)}`
    case 'resubmit':
      return `resubmit ${String(action.table)}`
    case 'set-vlan':
      return `set-vlan ${String(action.vlan)}`
    case 'set-field':
      return `set-field ${action.field} ${String(action.value)}`
    case 'move':
      return `move ${action.from} ${action.to} ${String(action.at)} ${String(action.bits)}`
    case 'load':
      return `load ${action.field} ${String(action.value)} ${String(action.at)} ${String(action.bits)}`
    case 'ct':
      return `ct ${String(action.zone)} ${String(action.table)} ${String(action.commit)}`
    case 'ct-clear':
    case 'output-register':
    case 'output-in-port':
    case 'normal':
    case 'strip-vlan':
      return action.type
    case 'learn-source':
    case 'other':
      return undefined
  }
}

/** `set_field` of an address: each flow has one of its own. */
function setAddress(action: Extract<ResolvedAction, { type: 'set-field' }>, value: string): string {
  const { oxm, width, format } = actionField(action.field)
  const hex = plainHex(value, format, width)
  if (oxm === undefined || hex === undefined) return encodeAction(action).toString('hex')
  const length = padded(8 + width)
  const head = ((SET_FIELD << 16) | length).toString(16).padStart(8, '0')
  return (head + oxm.toString(16) + hex).padEnd(2 * length, '0')
}

function encodeAction(action: ResolvedAction): Buffer {
  switch (action.type) {
    case 'output':
      return output(action.port)
    case 'output-in-port':
      return output(PORT.inPort)
    case 'normal':
      return output(PORT.normal)
    case 'strip-vlan':
      return standard(POP_VLAN, Buffer.alloc(4))
    case 'resubmit':
      return nicira(NXAST_RESUBMIT_TABLE, numberBytes(NX_IN_PORT, 2), numberBytes(action.table, 1), Buffer.alloc(3))
    case 'set-vlan':
      // No push and set, which would put a second tag on a packet that has one.
      return load('vlan_tci', VLAN_AND_PRESENT, VLAN_PRESENT | action.vlan)
    case 'set-field': {
      const { oxm, width, format } = actionField(action.field)
      const { value } = fieldBytes(action.value, format, width)
      return oxm === undefined
        ? load(action.field, 8 * width - 1, value.readUInt16BE())
        : standard(SET_FIELD, numberBytes(oxm, 4), value)
    }
    case 'move': {
      const [from, to] = [actionField(action.from), actionField(action.to)]
      const bits = numberBytes(action.bits ?? 8 * Math.min(from.width, to.width), 2)
      const offsets = [Buffer.alloc(2), numberBytes(action.at ?? 0, 2)]
      return nicira(NXAST_REG_MOVE, bits, ...offsets, numberBytes(from.nxm, 4), numberBytes(to.nxm, 4))
    }
    case 'load': {
      const { field, at = 0, bits = 8 * actionField(field).width - at, value } = action
      return load(field, (at << 6) | (bits - 1), value)
    }
    case 'ct':
    case 'ct-clear':
    case 'output-register':
      return encodeCt(action)
    case 'learn-source':
      return encodeLearn(action)
    case 'other':
      return Buffer.from(action.bytes, 'hex')
  }
}

function decodeAction(bytes: Buffer): ResolvedAction | undefined {
  switch (bytes.readUInt16BE(0)) {
    case OUTPUT: {
      const port = bytes.readUInt32BE(4)
      if (port === PORT.inPort) return { type: 'output-in-port' }
      if (port === PORT.normal) return { type: 'normal' }
      return { type: 'output', port }
    }
    case POP_VLAN:
      return { type: 'strip-vlan' }
    case SET_FIELD: {
      const field = fieldOfHeader(bytes.readUInt32BE(4))
      if (field?.oxm === undefined) return undefined
      const value = fieldValue({ value: bytes.subarray(8, 8 + field.width) }, field.format)
      return value === undefined ? undefined : { type: 'set-field', field: field.name, value }
    }
    case EXPERIMENTER:
      return bytes.length >= 16 && bytes.readUInt32BE(4) === NICIRA ? decodeNicira(bytes) : undefined
  }
  return undefined
}

function decodeNicira(bytes: Buffer): ResolvedAction | undefined {
  switch (bytes.readUInt16BE(8)) {
    case NXAST_RESUBMIT_TABLE:
      return bytes.readUInt16BE(10) === NX_IN_PORT ? { type: 'resubmit', table: bytes.readUInt8(12) } : undefined
    case NXAST_CT:
    case NXAST_CT_CLEAR:
    case NXAST_OUTPUT_REG:
      return decodeCt(bytes)
    case NXAST_LEARN:
      return decodeLearn(bytes)
    case NXAST_REG_LOAD:
      return decodeLoad(bytes)
    case NXAST_REG_MOVE: {
      const [from, to] = [fieldOfHeader(bytes.readUInt32BE(16)), fieldOfHeader(bytes.readUInt32BE(20))]
      if (from === undefined || to === undefined || bytes.readUInt16BE(12) !== 0) return undefined
      const [bits, at] = [bytes.readUInt16BE(10), bytes.readUInt16BE(14)]
      const all = bits === 8 * Math.min(from.width, to.width)
      return { type: 'move', from: from.name, to: to.name, ...(at !== 0 && { at }), ...(!all && { bits }) }
    }
  }
  return undefined
}

function decodeLoad(bytes: Buffer): ResolvedAction | undefined {
  const field = fieldOfHeader(bytes.readUInt32BE(12))
  const range = bytes.readUInt16BE(10)
  const value = bytes.readBigUInt64BE(16)
  if (field === undefined || value > 0xffff_ffffn) return undefined
  const [at, bits] = [range >> 6, (range & 63) + 1]
  if (field.format === 'bits' && field.width === 4) {
    const all = bits === 8 * field.width - at
    return { type: 'load', field: field.name, value: Number(value), ...(at !== 0 && { at }), ...(!all && { bits }) }
  }
  if (field.name === 'vlan_tci' && at !== 0)
    return { type: 'load', field: field.name, value: Number(value), at, ...(bits !== 16 - at && { bits }) }
  if (value > 0xffffn) return undefined
  if (range === 8 * field.width - 1) return { type: 'set-field', field: field.name, value: Number(value) }
  const isVlan = field.name === 'vlan_tci' && range === VLAN_AND_PRESENT && (value & BigInt(VLAN_PRESENT)) !== 0n
  return isVlan ? { type: 'set-vlan', vlan: Number(value) & ~VLAN_PRESENT } : undefined
}

// Never cut short by the switch (`max_len`): that is for packets to a controller.
const output = (port: number): Buffer => standard(OUTPUT, numberBytes(port, 4), Buffer.alloc(8))

/** `NXAST_REG_LOAD` of the lowest bits of a field. */
const load = (field: Parameters<typeof actionField>[0], range: number, value: number): Buffer =>
  nicira(NXAST_REG_LOAD, numberBytes(range, 2), numberBytes(actionField(field).nxm, 4), numberBytes(value, 8))
