import type { ConnectionFilter } from '@netloom/core'
import { isOwnNamespace } from '../access/is-own-namespace.ts'
import { runOnce } from '../access/run-once.ts'
import { openLibc } from '../netlink/libc.ts'
import { NETFILTER, openNetlink, type NetlinkSocket } from '../netlink/netlink-socket.ts'
import { deleteMessage } from './delete-message.ts'

const NOT_FOUND = 2

/** Connections that the kernel of one namespace tracks: deleted by the kernel's own filter where that can be, else by a process. */
export class Connections {
  private socket: Promise<NetlinkSocket | undefined> | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private sequence = 0

  constructor(private readonly netns: string | undefined) {}

  /** One after the other: each walks through the whole table. `inside` = of another namespace than this one. */
  delete(filter: ConnectionFilter, inside?: string): Promise<void> {
    const result = this.turn.then(() =>
      inside === undefined ? this.deleteHere(filter) : this.deleteIn(inside, filter),
    )
    this.turn = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    await this.turn
    ;(await this.socket)?.close()
  }

  private async deleteHere(filter: ConnectionFilter): Promise<void> {
    this.socket ??= isOwnNamespace(this.netns)
      ? openLibc().then((libc) => libc && openNetlink(libc, NETFILTER))
      : Promise.resolve(undefined)
    const socket = await this.socket
    if (socket !== undefined) await this.ask(socket, filter)
    else await byProcess(filter, this.netns)
  }

  /** An open socket would keep that namespace after its deletion. */
  private async deleteIn(netns: string, filter: ConnectionFilter): Promise<void> {
    const libc = await openLibc()
    if (libc === undefined) {
      await byProcess(filter, netns)
      return
    }
    const socket = openNetlink(libc, NETFILTER, netns)
    try {
      await this.ask(socket, filter)
    } finally {
      socket.close()
    }
  }

  private async ask(socket: NetlinkSocket, filter: ConnectionFilter): Promise<void> {
    this.sequence += 1
    const [answer] = await socket.ask([deleteMessage(filter, this.sequence)])
    const errno = answer?.errno ?? NOT_FOUND
    // Nothing of the sort was there.
    if (errno !== 0 && errno !== NOT_FOUND) throw new Error(`connection tracking refuses: errno ${String(errno)}`)
  }
}

async function byProcess(filter: ConnectionFilter, netns: string | undefined): Promise<void> {
  const argv = ['conntrack', ...conntrackWords(filter)]
  const [tool = '', ...args] = netns === undefined ? argv : ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...argv]
  await runOnce(tool, args).catch((error: unknown) => {
    if (!String(error).includes(' 0 flow entries')) throw error
  })
}

/** What `conntrack` is told. Pure. */
export function conntrackWords(filter: ConnectionFilter): readonly string[] {
  const { zone, family, source, destination, replyDestination, protocol, destinationPort } = filter
  return [
    ...['-D', '-f', family === 4 ? 'ipv4' : 'ipv6', '-w', String(zone)],
    ...(source === undefined ? [] : ['-s', source]),
    ...(destination === undefined ? [] : ['-d', destination]),
    ...(replyDestination === undefined ? [] : ['-q', replyDestination]),
    ...(protocol === undefined ? [] : ['-p', String(protocol)]),
    ...(destinationPort === undefined ? [] : ['--dport', String(destinationPort)]),
  ]
}
