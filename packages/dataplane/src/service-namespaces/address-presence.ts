import type { HostAccess } from '@netloom/core'
import { openLibc } from '../netlink/libc.ts'
import { bytesOf, message, REQUEST } from '../netlink/messages.ts'
import { openNetlink, ROUTE } from '../netlink/netlink-socket.ts'

/** linux/rtnetlink.h */
const RTM_GETROUTE = 26
const RTA_DST = 1
const RTN_LOCAL = 2
const [AF_INET, WHOLE] = [2, 32]
/** Where the type of a route stands, behind the header of the message. */
const TYPE_AT = 16 + 7

/**
 * Whether an IPv4 address is one of a namespace's own, as the kernel says: where a packet for it would go. One question over netlink;
 * without koffi, a process.
 */
export async function hasAddress(host: HostAccess, namespace: string, address: string): Promise<boolean> {
  const libc = await openLibc()
  if (libc === undefined) return askByTool(host, namespace, address)
  try {
    const socket = openNetlink(libc, ROUTE, namespace)
    try {
      const [answer] = socket.askNow([question(address)])
      return answer?.message?.readUInt8(TYPE_AT) === RTN_LOCAL
    } finally {
      socket.close()
    }
  } catch {
    // No such namespace.
    return false
  }
}

async function askByTool(host: HostAccess, namespace: string, address: string): Promise<boolean> {
  const text = await host.run({ argv: ['ip', '-n', namespace, 'route', 'get', address] }).catch(() => '')
  return text.startsWith('local ')
}

function question(address: string): Buffer {
  const route = Buffer.alloc(12)
  route.writeUInt8(AF_INET, 0)
  route.writeUInt8(WHOLE, 1)
  const attribute = Buffer.alloc(4)
  attribute.writeUInt16LE(8, 0)
  attribute.writeUInt16LE(RTA_DST, 2)
  return message(RTM_GETROUTE, REQUEST, Buffer.concat([route, attribute, bytesOf(address)]))
}
