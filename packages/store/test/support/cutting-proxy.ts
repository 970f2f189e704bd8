import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOCKET = '.s.PGSQL.5432'
const COMMIT = Buffer.from('commit\0')
/** The server's word that it is done; answers to what was sent before may still be on their way. */
const COMMITTED = Buffer.from('COMMIT\0')

/** Where a connection is cut when its client commits. */
export type Cut = 'before the server hears of it' | 'before the client hears of it'

/** Stands between a store and its server. */
export class CuttingProxy {
  /** Cuts the next commit, once. */
  next: Cut | undefined
  /** Refuses connections after the next cut. */
  stayAway = false
  /** Refuses new connections; those that are there go on. */
  refuses = false
  cuts = 0
  private away = false
  private readonly sockets = new Set<Socket>()

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async before(url: string): Promise<CuttingProxy> {
    const target = join(new URL(url).searchParams.get('host')!, SOCKET)
    const folder = await mkdtemp(join(tmpdir(), 'netloom-proxy-'))
    const server = createServer()
    const own = new URL(url)
    own.searchParams.set('host', folder)
    const proxy = new CuttingProxy(server, folder, decodeURIComponent(own.href))
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
        client.destroy()
        upstream.destroy()
      })
    }
    if (this.away || this.refuses) {
      client.destroy()
      return
    }
    upstream.on('data', (data) => client.write(data))
    client.on('data', (data) => {
      if (this.next === undefined || !data.includes(COMMIT)) upstream.write(data)
      else this.cut(client, upstream, data)
    })
  }

  private cut(client: Socket, upstream: Socket, data: Buffer): void {
    const lost = this.next
    this.next = undefined
    this.cuts += 1
    this.away = this.stayAway
    if (lost === 'before the server hears of it') {
      client.destroy()
      return
    }
    upstream.removeAllListeners('data')
    // The answer arrives, and goes no further.
    upstream.on('data', (answer) => {
      if (answer.includes(COMMITTED)) client.destroy()
    })
    upstream.write(data)
  }
}
