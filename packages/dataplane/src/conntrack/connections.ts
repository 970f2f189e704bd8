import type { ConnectionFilter } from '@netloom/core'
import { isOwnNamespace } from '../access/is-own-namespace.ts'
import { runOnce } from '../access/run-once.ts'
import { openConntrackSocket, type ConntrackSocket } from './conntrack-socket.ts'
import { deleteMessage } from './delete-message.ts'

/** Connections that the kernel of one namespace tracks: deleted by the kernel's own filter where that can be, else by a process. */
export class Connections {
  private socket: Promise<ConntrackSocket | undefined> | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private sequence = 0

  constructor(private readonly netns: string | undefined) {}

  /** One after the other: each walks through the whole table. */
  delete(filter: ConnectionFilter): Promise<void> {
    const result = this.turn.then(() => this.deleteNow(filter))
    this.turn = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    await this.turn
    ;(await this.socket)?.close()
  }

  private async deleteNow(filter: ConnectionFilter): Promise<void> {
    this.socket ??= isOwnNamespace(this.netns)
      ? openConntrackSocket().catch(() => undefined)
      : Promise.resolve(undefined)
    const socket = await this.socket
    this.sequence += 1
    if (socket !== undefined) await socket.send(deleteMessage(filter, this.sequence))
    else await this.byProcess(filter)
  }

  private async byProcess(filter: ConnectionFilter): Promise<void> {
    const argv = ['conntrack', ...conntrackWords(filter)]
    const [tool = '', ...args] =
      this.netns === undefined ? argv : ['nsenter', `--net=/var/run/netns/${this.netns}`, '--', ...argv]
    await runOnce(tool, args).catch((error: unknown) => {
      if (!String(error).includes(' 0 flow entries')) throw error
    })
  }
}

/** What `conntrack` is told. Pure. */
export function conntrackWords(filter: ConnectionFilter): readonly string[] {
  const { zone, family, source, destination, protocol, destinationPort } = filter
  return [
    ...['-D', '-f', family === 4 ? 'ipv4' : 'ipv6', '-w', String(zone)],
    ...(source === undefined ? [] : ['-s', source]),
    ...(destination === undefined ? [] : ['-d', destination]),
    ...(protocol === undefined ? [] : ['-p', String(protocol)]),
    ...(destinationPort === undefined ? [] : ['--dport', String(destinationPort)]),
  ]
}
