import { messages } from '../netlink/attributes.ts'
import { insideNamespace } from '../netlink/inside-namespace.ts'
import type { Libc } from '../netlink/libc.ts'

const [AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER] = [16, 3, 12]
const NOT_FOUND = 2
const [TYPE_ERROR, TYPE_DONE] = [2, 3]
/** Answers to no more than this fit into the socket's buffer. */
const AT_ONCE = 64

/** A socket to the kernel's connection tracking, of the namespace in which it was opened. */
export interface ConntrackSocket {
  /** Sends requests, off the event loop, and waits for the answer of each. @throws {Error} with the kernel's number */
  send(requests: readonly Buffer[]): Promise<void>
  /** What the kernel lists for a request. @throws {Error} with the kernel's number */
  list(request: Buffer): Promise<readonly Buffer[]>
  close(): void
}

/** `netns` = in another namespace, which it holds open: close it soon. @throws {Error} when there is no such namespace */
export function openConntrackSocket(libc: Libc, netns?: string): ConntrackSocket {
  const open = (): number => libc.socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER)
  const fd = netns === undefined ? open() : insideNamespace(libc, netns, open)
  if (fd < 0) throw new Error('no netlink socket for connection tracking')
  const ask = async (request: Buffer): Promise<void> => {
    const sent = await libc.send(fd, request)
    if (sent !== request.length) throw new Error('connection tracking does not take the request')
  }
  const answer = Buffer.alloc(1 << 16)
  const answers = async (): Promise<readonly Buffer[]> => {
    const length = await libc.receive(fd, answer)
    if (length < 16) throw new Error('connection tracking does not answer')
    return [...messages(Buffer.from(answer.subarray(0, length)))]
  }
  return {
    send: async (requests) => {
      for (let at = 0; at < requests.length; at += AT_ONCE) {
        const some = requests.slice(at, at + AT_ONCE)
        await ask(Buffer.concat(some))
        for (let open = some.length; open > 0;) for (const one of await answers()) open -= judge(one)
      }
    },
    list: async (request) => {
      await ask(request)
      const listed: Buffer[] = []
      for (;;) {
        for (const one of await answers()) {
          const type = one.readUInt16LE(4)
          if (type === TYPE_DONE) return listed
          if (type !== TYPE_ERROR) listed.push(one)
          else if (judge(one) === 1) return listed
        }
      }
    },
    close: () => {
      libc.close(fd)
    },
  }
}

/** How many requests it answers. What is not there any more is deleted. */
function judge(answer: Buffer): number {
  const error = answer.readUInt16LE(4) === TYPE_ERROR ? -answer.readInt32LE(16) : 0
  if (error !== 0 && error !== NOT_FOUND) throw new Error(`connection tracking refuses: errno ${String(error)}`)
  return 1
}
