import { adminContext, type Netloom } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { startServer, type RunningServer, type ServerOptions } from '../../src/start-server.ts'

export interface Listening extends RunningServer {
  readonly netloom: Netloom
  readonly store: Store
}

/** A controller that listens on loopback; everybody is its administrator. */
export async function listen(options: Partial<ServerOptions> = {}): Promise<Listening> {
  const store = options.store ?? sqliteStore(':memory:')
  const modules = [vxlan({ vniRanges: [[1, 9_999]] })]
  const netloom = await createNetloom({ modules, store, ml2: { projectNetworkTypes: ['vxlan'] } })
  const contextOf: ServerOptions['contextOf'] = (_, requestId) => Promise.resolve(adminContext('admin', requestId))
  const server = await startServer({
    netloom,
    contextOf,
    port: 0,
    store,
    ...options,
    limits: { eventLoopDelay: 0, ...options.limits },
  })
  return {
    ...server,
    netloom,
    store,
    close: async () => {
      await server.close()
      await netloom.close()
    },
  }
}
