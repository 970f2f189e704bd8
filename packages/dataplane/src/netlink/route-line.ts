import { attribute } from './attributes.ts'
import type { KernelLine } from './kernel-line.ts'
import { ACK, bytesOf, CREATE, FAMILY, message, REPLACE, REQUEST } from './messages.ts'

/** linux/rtnetlink.h */
const [RTM_NEWROUTE, RTM_DELROUTE] = [24, 25]
const [RTA_DST, RTA_OIF, RTA_GATEWAY] = [1, 4, 5]
const [TABLE_MAIN, PROTO_STATIC, UNICAST, ON_LINK] = [254, 4, 1, 4]
const SCOPE = { universe: 0, link: 253, nowhere: 255 } as const

const REPLACED = /^route replace ([0-9a-f.:]+)\/(\d{1,3}) proto static (?:via ([0-9a-f.:]+) )?dev (\S{1,15})( onlink)?$/
const DELETED = /^route del ([0-9a-f.:]+)\/(\d{1,3}) proto static$/

/** A route with one way, or one to be deleted; undefined = a line that says something else. Pure. */
export function routeLine(line: string): KernelLine | undefined {
  const [, to = '', length = '', via, device, onLink] = REPLACED.exec(line) ?? []
  if (device !== undefined) {
    return {
      device,
      message: ({ index }) => {
        const oif = Buffer.alloc(4)
        oif.writeUInt32LE(index)
        const scope = via === undefined ? SCOPE.link : SCOPE.universe
        const head = route(to, length, { scope, type: UNICAST, flags: onLink === undefined ? 0 : ON_LINK })
        const gateway = via === undefined ? [] : [attribute(RTA_GATEWAY, bytesOf(via))]
        const flags = REQUEST | ACK | CREATE | REPLACE
        return message(RTM_NEWROUTE, flags, Buffer.concat([head, ...gateway, attribute(RTA_OIF, oif)]))
      },
    }
  }
  const [, gone, goneLength = ''] = DELETED.exec(line) ?? []
  if (gone === undefined) return undefined
  return {
    done: ['ESRCH'],
    message: () =>
      message(RTM_DELROUTE, REQUEST | ACK, route(gone, goneLength, { scope: SCOPE.nowhere, type: 0, flags: 0 })),
  }
}

/** struct rtmsg, and the destination; a default route has none. */
function route(
  to: string,
  length: string,
  { scope, type, flags }: { readonly scope: number; readonly type: number; readonly flags: number },
): Buffer {
  const bytes = bytesOf(to)
  const family = FAMILY[bytes.length === 16 ? 6 : 4]
  const head = Buffer.from([family, Number(length), 0, 0, TABLE_MAIN, PROTO_STATIC, scope, type, flags, 0, 0, 0])
  return Number(length) === 0 ? head : Buffer.concat([head, attribute(RTA_DST, bytes)])
}
