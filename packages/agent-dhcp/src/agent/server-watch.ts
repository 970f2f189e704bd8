import type { Clock, HostEvent } from '@netloom/core'
import { findServer, livesIn } from './server-process.ts'

/** Milliseconds between looks at the servers: one that was killed is back within two seconds. */
const LOOK = 500

/** Servers that should run, looked at from time to time: nobody tells when a process that is not our child ends. */
export class ServerWatch {
  private readonly servers = new Map<
    string,
    { readonly folder: string; readonly namespace: string; readonly pair: string }
  >()
  private readonly told = new Set<string>()
  private cancel: (() => void) | undefined

  constructor(private readonly clock: Clock) {}

  /** `pair` is the link on the host that leads into `namespace`. */
  expect(networkId: string, folder: string, namespace: string, pair: string): void {
    this.servers.set(networkId, { folder, namespace, pair })
    this.told.delete(networkId)
  }

  forget(networkId: string): void {
    this.servers.delete(networkId)
    this.told.delete(networkId)
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
    for (const [networkId, { folder, namespace, pair }] of this.servers) {
      if (this.told.has(networkId)) continue
      const server = await findServer(folder)
      if (server !== undefined && (await livesIn(server, namespace))) continue
      this.told.add(networkId)
      // All of the network in one turn: without its namespace the pair is gone, too, and a server alone answers nobody.
      for (const device of [namespace, pair]) listener({ type: 'touched', device })
    }
  }
}
