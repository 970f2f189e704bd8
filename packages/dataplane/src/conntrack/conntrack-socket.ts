import { messages } from './netlink-attributes.ts'

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

type Call = ((...args: readonly unknown[]) => number) & { async(...args: readonly unknown[]): void }

/** @throws {Error} when koffi (an optional dependency) is not there */
export async function openConntrackSocket(): Promise<ConntrackSocket> {
  const { default: koffi } = (await import('koffi')) as unknown as {
    readonly default: { load(library: string): { func(prototype: string): Call } }
  }
  const libc = koffi.load('libc.so.6')
  const socket = libc.func('int socket(int domain, int type, int protocol)')
  const send = libc.func('long send(int fd, const uint8_t *data, size_t length, int flags)')
  const receive = libc.func('long recv(int fd, _Out_ uint8_t *data, size_t length, int flags)')
  const close = libc.func('int close(int fd)')
  const fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER)
  if (fd < 0) throw new Error('no netlink socket for connection tracking')
  const ask = async (request: Buffer): Promise<void> => {
    const sent = await call(send, fd, request, request.length, 0)
    if (sent !== request.length) throw new Error('connection tracking does not take the request')
  }
  const answer = Buffer.alloc(1 << 16)
  const answers = async (): Promise<readonly Buffer[]> => {
    const length = await call(receive, fd, answer, answer.length, 0)
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
      close(fd)
    },
  }
}

/** How many requests it answers. What is not there any more is deleted. */
function judge(answer: Buffer): number {
  const error = answer.readUInt16LE(4) === TYPE_ERROR ? -answer.readInt32LE(16) : 0
  if (error !== 0 && error !== NOT_FOUND) throw new Error(`connection tracking refuses: errno ${String(error)}`)
  return 1
}

/** The kernel walks through its table inside `send`: on a thread of the pool. */
const call = (foreign: Call, ...args: readonly unknown[]): Promise<number> =>
  new Promise((resolve, reject) => {
    foreign.async(...args, (error: Error | null | undefined, result: number) => {
      if (error === null || error === undefined) resolve(result)
      else reject(error)
    })
  })
