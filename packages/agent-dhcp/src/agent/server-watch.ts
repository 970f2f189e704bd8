import type { Clock, HostEvent } from '@netloom/core'
import { findServer, livesIn, type ServerMark } from './server-process.ts'

/** Milliseconds between looks at the servers: one that was killed is back within two seconds. */
const LOOK = 250

/** A process that should run in a namespace; `pair` is the link on the host that leads there. */
export interface ExpectedServer {
  readonly mark: ServerMark
  readonly namespace: string
  readonly pair: string
}

/** Servers that should run, looked at from time to time: nobody tells when a process that is not our child ends. */
export class ServerWatch {
  /** By pid file. */
  private readonly servers = new Map<string, ExpectedServer>()
  private readonly told = new Set<string>()
  /** Whom the last look found, by pid file. */
  private readonly pids = new Map<string, number>()
  private cancel: (() => void) | undefined

  constructor(private readonly clock: Clock) {}

  expect(server: ExpectedServer): void {
    const { pidFile } = server.mark
    this.servers.set(pidFile, server)
    this.told.delete(pidFile)
    this.pids.delete(pidFile)
  }

  forget({ pidFile }: ServerMark): void {
    this.servers.delete(pidFile)
    this.told.delete(pidFile)
    this.pids.delete(pidFile)
  }

  start(listener: (event: HostEvent) => void): () => void {
    const again = (): void => {
      this.cancel = this.clock.after(LOOK, () => {
        void this.look(listener).finally(() => {
          if (this.cancel !== undefined) again()
        })
      })
    }
    again()
    return () => {
      this.cancel?.()
      this.cancel = undefined
    }
  }

  private async look(listener: (event: HostEvent) => void): Promise<void> {
    for (const [id, { mark, namespace, pair }] of this.servers) {
      const known = this.pids.get(id)
      // Two looks at /proc: hundreds of servers cost next to nothing.
      if (this.told.has(id) || (known !== undefined && livesIn(known, namespace))) continue
      const server = await findServer(mark)
      // Forgotten, or started anew, while its files were read.
      if (this.servers.get(id)?.mark !== mark) continue
      if (server !== undefined && livesIn(server.pid, namespace)) {
        this.pids.set(id, server.pid)
        continue
      }
      this.pids.delete(id)
      this.told.add(id)
      // All of the network in one turn: without its namespace the pair is gone, too, and a server alone answers nobody.
      for (const device of [namespace, pair]) listener({ type: 'touched', device })
    }
  }
}
