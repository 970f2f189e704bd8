import { hash } from 'node:crypto'
import { fieldBytes, plainHex } from './field-values.ts'
import type { FlowFilter } from './flow-mod.ts'
import { MATCH_FIELDS, fieldName } from './oxm-fields.ts'
import type { FlowMatch } from '../flow/flow-match.ts'

/*
 * Every flow of ours has a cookie that says so: `6e6c` ("nl"; `6e6d` when its drops count as spoofs), one bit for its
 * sort, and 47 bits of a hash over what it is by name. So a flow is found again when the numbers behind its names have changed, and what bears no such cookie is never touched.
 */
const OWNER = 0x6e6c_0000_0000_0000n
const SPOOFS = 0x0001_0000_0000_0000n
const OWNER_BITS = 0xfffe_0000_0000_0000n
const FLOOD = 0x8000_0000_0000n
const HASH_BITS = 0x7fff_ffff_ffffn

export type FlowSort = 'flow' | 'flood'

/** Cookies of all flows of one sort, as a switch filters them. */
export const COOKIES_OF: Readonly<Record<FlowSort, FlowFilter>> = {
  flow: { cookie: OWNER, mask: OWNER_BITS | FLOOD },
  flood: { cookie: OWNER | FLOOD, mask: OWNER_BITS | FLOOD },
}

/** Cookies of flows whose drops count as spoofs. */
export const COUNTED_COOKIES: FlowFilter = { cookie: OWNER | SPOOFS, mask: OWNER_BITS | SPOOFS | FLOOD }

export const isOurCookie = (cookie: bigint): boolean => (cookie & OWNER_BITS) === OWNER

/** What a flow is, whatever it does. */
export interface FlowIdentity {
  readonly bridge: string
  readonly table: number
  readonly priority: number
  readonly match: FlowMatch
  readonly counts?: 'spoofs'
}

// A state is asked for its key again and again, and never changes.
const known = { flow: new WeakMap<FlowIdentity, bigint>(), flood: new WeakMap<FlowIdentity, bigint>() }

/** The cookie of a flow. Equal matches have equal ones, however they are spelled. Pure. */
export function cookieOf(sort: FlowSort, identity: FlowIdentity): bigint {
  const before = known[sort].get(identity)
  if (before !== undefined) return before
  const { bridge, table, priority, match, counts } = identity
  const words = [bridge, String(table), String(priority), ...matchWords(match)]
  const marks = COOKIES_OF[sort].cookie | (counts === undefined ? 0n : SPOOFS)
  // The last six of the digest's first eight bytes.
  const cookie = marks | (BigInt(`0x${hash('sha1', words.join(' ')).slice(4, 16)}`) & HASH_BITS)
  known[sort].set(identity, cookie)
  return cookie
}

export const cookieText = (cookie: bigint): string => `0x${cookie.toString(16)}`

function* matchWords(match: FlowMatch): Iterable<string> {
  for (const field of MATCH_FIELDS) {
    const { name, format, width, ipProto } = field
    const given = match[name]
    if (given === undefined || (ipProto !== undefined && ipProto !== match.ipProto)) continue
    if (typeof given === 'object')
      yield 'port' in given ? `${fieldName(field)} port ${given.port}` : segmentWord(name, given.segmentId)
    else if (name === 'inPort') yield `in ${String(given)}`
    else {
      const hex = plainHex(given, format, width)
      if (hex !== undefined) {
        yield `${fieldName(field)} ${hex}`
        continue
      }
      const { value, mask } = fieldBytes(given, format, width)
      if (mask?.every((byte) => byte === 0) !== true)
        yield `${fieldName(field)} ${value.toString('hex')}${mask === undefined ? '' : `/${mask.toString('hex')}`}`
    }
  }
}

const segmentWord = (name: string, segmentId: string): string =>
  name === 'vlan' ? `segment ${segmentId}` : `${name} segment ${segmentId}`
