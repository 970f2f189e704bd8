import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOCKET = '.s.PGSQL.5432'
/** ReadyForQuery: the end of an answer, with what becomes of a transaction: T(ransaction), E(rror), I(dle). */
const READY = 'Z'.charCodeAt(0)
const INSIDE = 'T'.charCodeAt(0)

/** ErrorResponse: what a server says to its sessions while it shuts down. */
const FATAL = message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0')

/**
 * Stands between a store and its server, and follows a script: the answer to one statement of the next transaction arrives
 * together with the server's last word, in one packet. The server itself sees its client vanish at that moment.
 */
export class FatalProxy {
  /** Number of the statement (1 = that which begins the transaction) whose answer is the last one; undefined = none. */
  last: number | undefined
  /** Sessions ended so far. */
  ended = 0
  private readonly sockets = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async before(url: string): Promise<FatalProxy> {
    const target = join(new URL(url).searchParams.get('host')!, SOCKET)
    const folder = await mkdtemp(join(tmpdir(), 'netloom-proxy-'))
    const own = new URL(url)
    own.searchParams.set('host', folder)
    const server = createServer()
    const proxy = new FatalProxy(server, folder, decodeURIComponent(own.href))
    server.on('connection', (client) => {
      proxy.connect(client, createConnection(target))
    })
    await new Promise<void>((resolve) => server.listen(join(folder, SOCKET), resolve))
    return proxy
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
    await rm(this.folder, { recursive: true, force: true })
  }

  private connect(client: Socket, upstream: Socket): void {
    for (const socket of [client, upstream]) {
      this.sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.sockets.delete(socket)
        client.end()
        upstream.destroy()
      })
    }
    client.on('data', (data) => upstream.write(data))
    let rest: Buffer = Buffer.alloc(0)
    let inside = false
    let answers = 0
    upstream.on('data', (data) => {
      rest = Buffer.concat([rest, data])
      let end = 0
      for (let length = lengthAt(rest, end); length !== undefined; length = lengthAt(rest, end)) {
        const type = rest[end]
        const status = rest[end + 5]
        end += length
        if (type !== READY) continue
        // The commit's own answer is the first one outside the transaction.
        answers = inside ? answers + 1 : 1
        if (!inside && status !== INSIDE) continue
        inside = status === INSIDE
        if (this.last === undefined || answers !== this.last) continue
        this.last = undefined
        this.ended += 1
        upstream.removeAllListeners('data')
        upstream.destroy()
        client.end(Buffer.concat([rest.subarray(0, end), FATAL]))
        return
      }
      client.write(rest.subarray(0, end))
      rest = rest.subarray(end)
    })
  }
}

/** Bytes of the whole message that begins there, if all of it has arrived. */
function lengthAt(data: Buffer, at: number): number | undefined {
  if (data.length < at + 5) return undefined
  const length = data.readUInt32BE(at + 1) + 1
  return data.length < at + length ? undefined : length
}

function message(type: string, body: string): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(Buffer.byteLength(body) + 4, 1)
  return Buffer.concat([head, Buffer.from(body)])
}
