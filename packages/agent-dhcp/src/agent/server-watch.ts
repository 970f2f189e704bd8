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

interface Watched {
  readonly server: ExpectedServer
  /** Whom the last look found. */
  pid?: number
  /** That it is gone has been told; nothing more is until it is expected again. */
  told: boolean
}

/** Servers that should run, looked at from time to time: nobody tells when a process that is not our child ends. */
export class ServerWatch {
  /** By pid file. */
  private readonly watched = new Map<string, Watched>()
  private cancel: (() => void) | undefined

  constructor(private readonly clock: Clock) {}

  expect(server: ExpectedServer): void {
    this.watched.set(server.mark.pidFile, { server, told: false })
  }

  forget({ pidFile }: ServerMark): void {
    this.watched.delete(pidFile)
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
    for (const [id, one] of this.watched) {
      const { mark, namespace, pair } = one.server
      // Two looks at /proc: hundreds of servers cost next to nothing.
      if (one.told || (one.pid !== undefined && livesIn(one.pid, namespace))) continue
      const server = await findServer(mark)
      // Forgotten, or started anew, while its files were read.
      if (this.watched.get(id) !== one) continue
      if (server !== undefined && livesIn(server.pid, namespace)) {
        one.pid = server.pid
        continue
      }
      one.told = true
      // All of the network in one turn: without its namespace the pair is gone, too, and a server alone answers nobody.
      for (const device of [namespace, pair]) listener({ type: 'touched', device })
    }
  }
}
