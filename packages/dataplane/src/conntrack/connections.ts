import { release } from 'node:os'
import type { ConnectionFilter } from '@netloom/core'
import { isOwnNamespace } from '../access/is-own-namespace.ts'
import { runOnce } from '../access/run-once.ts'
import { openLibc } from '../netlink/libc.ts'
import { openConntrackSocket, type ConntrackSocket } from './conntrack-socket.ts'
import { deleteListedMessage, deleteMessage, isAmong, isOfFilter, listMessage } from './connection-messages.ts'

/** Connections that the kernel of one namespace tracks: deleted by the kernel's own filter where that can be, else by a process. */
export class Connections {
  private socket: Promise<ConntrackSocket | undefined> | undefined
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
      ? openLibc()
          .then((libc) => libc && openConntrackSocket(libc))
          .catch(() => undefined)
      : Promise.resolve(undefined)
    const socket = await this.socket
    if (socket === undefined) await byProcess(filter, this.netns)
    else await this.ask(socket, filter)
  }

  /** An open socket would keep that namespace after its deletion. */
  private async deleteIn(netns: string, filter: ConnectionFilter): Promise<void> {
    const libc = await openLibc()
    if (libc === undefined) {
      await byProcess(filter, netns)
      return
    }
    const socket = openConntrackSocket(libc, netns)
    try {
      await this.ask(socket, filter)
    } finally {
      socket.close()
    }
  }

  private async ask(socket: ConntrackSocket, filter: ConnectionFilter): Promise<void> {
    if (isHeeded(filter)) await socket.send([deleteMessage(filter, this.next())])
    else await this.oneByOne(socket, filter)
  }

  private next(): number {
    return (this.sequence += 1)
  }

  /** The kernel lists what of the filter it heeds; the rest is for us. */
  private async oneByOne(socket: ConntrackSocket, filter: ConnectionFilter): Promise<void> {
    const { family, zone } = filter
    const listed = await socket.list(listMessage({ family, zone }, this.next()))
    const found = listed.filter((one) => isOfFilter(one, filter))
    await socket.send(found.map((one) => deleteListedMessage(one, filter, this.next())))
  }
}

async function byProcess(filter: ConnectionFilter, netns: string | undefined): Promise<void> {
  const { sources, destinations, ...one } = filter
  if (sources !== undefined || destinations !== undefined) {
    for (const source of sources ?? [one.source])
      for (const destination of destinations ?? [one.destination])
        await byProcess(
          { ...one, ...(source !== undefined && { source }), ...(destination !== undefined && { destination }) },
          netns,
        )
    return
  }
  const { destinationPorts: ports, ...rest } = filter
  if (ports === undefined) {
    await conntrack(['-D', ...conntrackWords(filter)], netns)
    return
  }
  // It knows of no ranges: those of the range that there are, one by one.
  const listed = await conntrack(['-L', ...conntrackWords(rest)], netns)
  for (const port of portsListed(listed))
    if (isAmong(port, ports)) await conntrack(['-D', ...conntrackWords({ ...rest, destinationPort: port })], netns)
}

/** Ports that connections were made to, of what `conntrack` lists. Pure. */
export const portsListed = (text: string): ReadonlySet<number> =>
  new Set(text.split('\n').flatMap((line) => / dport=(\d+)/.exec(line)?.slice(1).map(Number) ?? []))

async function conntrack(words: readonly string[], netns: string | undefined): Promise<string> {
  const argv = ['conntrack', ...words]
  const [tool = '', ...args] = netns === undefined ? argv : ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...argv]
  return runOnce(tool, args).catch((error: unknown) => {
    if (!String(error).includes(' 0 flow entries')) throw error
    return ''
  })
}

/**
 * Whether the kernel may delete by the filter itself. It takes addresses of IPv6 for their opposite (its comparison answers 0 for
 * equal ones): all other connections would go. Zones it heeds from 6.8 on; of prefixes and of ranges of ports it knows nothing.
 */
function isHeeded(filter: ConnectionFilter): boolean {
  const { family, source, destination, replyDestination, destinationPorts } = filter
  if (filter.sources !== undefined || filter.destinations !== undefined || destinationPorts !== undefined) return false
  const [major = 0, minor = 0] = release()
    .split('.')
    .map((part) => Number.parseInt(part, 10))
  if (major < 6 || (major === 6 && minor < 8)) return false
  const addresses = [source, destination, replyDestination].filter((address) => address !== undefined)
  return addresses.every((address) => !address.includes('/')) && (family === 4 || addresses.length === 0)
}

/** What `conntrack` is told of a filter, but for a range of ports. Pure. */
export function conntrackWords(filter: ConnectionFilter): readonly string[] {
  const { zone, family, source, destination, replyDestination, protocol, destinationPort } = filter
  return [
    ...['-f', family === 4 ? 'ipv4' : 'ipv6', '-w', String(zone)],
    ...(source === undefined ? [] : ['-s', source]),
    ...(destination === undefined ? [] : ['-d', destination]),
    ...(replyDestination === undefined ? [] : ['-q', replyDestination]),
    ...(protocol === undefined ? [] : ['-p', String(protocol)]),
    ...(destinationPort === undefined ? [] : ['--dport', String(destinationPort)]),
  ]
}
