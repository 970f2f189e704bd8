import { insideNamespace } from './inside-namespace.ts'
import type { Libc } from './libc.ts'

const [AF_NETLINK, SOCK_RAW] = [16, 3]
const NLMSG_ERROR = 2

/** Protocols of netlink. */
export const ROUTE = 0
export const NETFILTER = 12

/** A message's answer: the kernel's error, 0 = done; or what it said. */
export interface Answer {
  readonly errno: number
  readonly message?: Buffer
}

/** A socket to the kernel, of one namespace. It holds that namespace open: close it soon. */
export interface NetlinkSocket {
  /** Sends messages that each ask for one answer; their answers come in the same order. @throws {Error} when the socket fails */
  ask(messages: readonly Buffer[]): Promise<readonly Answer[]>
  /** The same for a few that the kernel answers within microseconds: a thread of the pool would take longer to wake up. */
  askNow(messages: readonly Buffer[]): readonly Answer[]
  close(): void
}

/** Messages at a time: their answers must find room until they are read. */
export const AT_ONCE = 64

/** @throws {Error} when there is no such namespace */
export function openNetlink(libc: Libc, protocol: number, netns?: string): NetlinkSocket {
  const open = (): number => libc.socket(AF_NETLINK, SOCK_RAW, protocol)
  const fd = netns === undefined ? open() : insideNamespace(libc, netns, open)
  if (fd < 0) throw new Error(`no netlink socket of protocol ${String(protocol)}`)
  return {
    ask: async (messages) => {
      const answers: Answer[] = []
      for (let start = 0; start < messages.length; start += AT_ONCE)
        answers.push(...(await askSome(libc, fd, messages.slice(start, start + AT_ONCE))))
      return answers
    },
    askNow: (messages) => {
      const all = Buffer.concat(messages)
      if (libc.sendNow(fd, all) !== all.length) throw new Error('netlink does not take the request')
      const answers: Answer[] = []
      while (answers.length < messages.length) {
        const buffer = Buffer.alloc(8_192)
        const length = libc.receiveNow(fd, buffer)
        if (length <= 0) throw new Error('netlink does not answer')
        answers.push(...answersIn(buffer.subarray(0, length)))
      }
      return answers
    },
    close: () => {
      libc.close(fd)
    },
  }
}

async function askSome(libc: Libc, fd: number, messages: readonly Buffer[]): Promise<readonly Answer[]> {
  const all = Buffer.concat(messages)
  if ((await libc.send(fd, all)) !== all.length) throw new Error('netlink does not take the request')
  const answers: Answer[] = []
  while (answers.length < messages.length) {
    const buffer = Buffer.alloc(65_536)
    const length = await libc.receive(fd, buffer)
    if (length <= 0) throw new Error('netlink does not answer')
    answers.push(...answersIn(buffer.subarray(0, length)))
  }
  return answers
}

function answersIn(buffer: Buffer): readonly Answer[] {
  const answers: Answer[] = []
  for (let at = 0; at + 16 <= buffer.length;) {
    const length = buffer.readUInt32LE(at)
    const message = buffer.subarray(at, at + length)
    const isError = message.readUInt16LE(4) === NLMSG_ERROR
    answers.push(isError ? { errno: -message.readInt32LE(16) } : { errno: 0, message })
    at += (Math.max(length, 16) + 3) & ~3
  }
  return answers
}
