import type { Clock, HostEvent } from '@netloom/core'
import { socketOf } from '../render/socket-paths.ts'
import { readStatistics, SHOW_STATISTICS } from '../runtime/read-statistics.ts'
import { runtimeCommands } from '../runtime/runtime-client.ts'
import type { BalancerSecrets } from './balancer-secrets.ts'
import type { BalancerStatuses } from './balancer-statuses.ts'
import type { HaproxyServers } from './haproxy-servers.ts'

/** Milliseconds between looks. */
const LOOK = 500
/** Looks until counters are told, and certificates are read again. neutron-lbaas: `periodic_interval`, 10 s. */
const LOOKS_A_REPORT = 20
const LOOKS_A_SECRET = 4

export interface WatchedBalancer {
  readonly id: string
  readonly directory: string
  readonly namespace: string
}

export interface HaproxyWatchOptions {
  readonly clock: Clock
  readonly statuses: BalancerStatuses
  readonly servers: HaproxyServers
  readonly secrets: BalancerSecrets
}

/** Running balancers, looked at from time to time: health of members, counters, certificates that have changed. */
export class HaproxyWatch {
  private readonly watched = new Map<string, WatchedBalancer>()

  constructor(private readonly options: HaproxyWatchOptions) {}

  expect(balancer: WatchedBalancer): void {
    this.watched.set(balancer.id, balancer)
  }

  forget(id: string): void {
    this.watched.delete(id)
  }

  start(listener: (event: HostEvent) => void): () => void {
    const { clock } = this.options
    let looks = 0
    let cancel: (() => void) | undefined
    const again = (): void => {
      cancel = clock.after(LOOK, () => {
        looks += 1
        void this.look(looks, listener).finally(() => {
          if (cancel !== undefined) again()
        })
      })
    }
    again()
    return () => {
      cancel?.()
      cancel = undefined
    }
  }

  private async look(looks: number, listener: (event: HostEvent) => void): Promise<void> {
    const { secrets, servers } = this.options
    for (const one of [...this.watched.values()]) {
      await this.observe(one, looks % LOOKS_A_REPORT === 0)
      await servers.sweep(one.directory)
      if (looks % LOOKS_A_SECRET === 0 && this.watched.has(one.id) && (await secrets.haveChanged(one.directory)))
        listener({ type: 'touched', device: one.namespace })
    }
  }

  private async observe({ id, directory }: WatchedBalancer, withCounters: boolean): Promise<void> {
    try {
      const [text = ''] = await runtimeCommands(socketOf(directory), [SHOW_STATISTICS])
      if (this.watched.has(id)) this.options.statuses.observe(id, readStatistics(text), withCounters)
    } catch {
      // A process that has gone is somebody else's to notice.
    }
  }
}
