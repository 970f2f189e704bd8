const [AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER] = [16, 3, 12]
const NOT_FOUND = 2

/** A socket to the kernel's connection tracking, of the namespace in which it was opened. */
export interface ConntrackSocket {
  /** Sends a request, off the event loop, and waits for its answer. @throws {Error} with the kernel's number */
  send(message: Buffer): Promise<void>
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
  return {
    send: async (message) => {
      const sent = await call(send, fd, message, message.length, 0)
      if (sent !== message.length) throw new Error('connection tracking does not take the request')
      const answer = Buffer.alloc(4096)
      const length = await call(receive, fd, answer, answer.length, 0)
      const error = length >= 20 ? -answer.readInt32LE(16) : NOT_FOUND
      // Nothing of the sort was there.
      if (error !== 0 && error !== NOT_FOUND) throw new Error(`connection tracking refuses: errno ${String(error)}`)
    },
    close: () => {
      close(fd)
    },
  }
}

/** The kernel walks through its table inside `send`: on a thread of the pool. */
const call = (foreign: Call, ...args: readonly unknown[]): Promise<number> =>
  new Promise((resolve, reject) => {
    foreign.async(...args, (error: Error | null | undefined, result: number) => {
      if (error === null || error === undefined) resolve(result)
      else reject(error)
    })
  })
