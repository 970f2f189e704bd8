import type { Netloom, Store } from '@netloom/core'
import { Counter, Gauge, type Registry } from 'prom-client'

/** What the controller does for its agents. Read when somebody asks for the metrics, so that it costs nothing else. */
export function measureController(
  netloom: Pick<Netloom, 'agents' | 'feed'>,
  store: Store | undefined,
  registry: Registry,
): void {
  const registers = [registry]
  const { feed } = netloom
  const total = (name: string, help: string, value: () => number): void => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(value())
      },
    })
  }
  total('netloom_feed_publications_total', 'Events built for topics.', () => feed.counters.publications)
  total('netloom_feed_deliveries_total', 'Events handed to watchers.', () => feed.counters.deliveries)
  total('netloom_feed_snapshots_total', 'Snapshots read for watchers.', () => feed.counters.snapshots)
  if (store !== undefined) {
    new Gauge({
      name: 'netloom_feed_head',
      help: 'Position of the newest change in the log.',
      registers,
      async collect() {
        this.set(await store.log.head())
      },
    })
    new Gauge({
      name: 'netloom_feed_lag_changes',
      help: 'Log positions that watchers have not been told of yet; 0 while nobody watches.',
      registers,
      async collect() {
        const { position } = feed
        this.set(position === undefined ? 0 : Math.max(0, (await store.log.head()) - position))
      },
    })
  }
  new Gauge({
    name: 'netloom_agents',
    help: 'Agents by type and whether their heartbeat is young enough.',
    labelNames: ['type', 'alive'],
    registers,
    async collect() {
      this.reset()
      for (const { agentType, alive } of await netloom.agents.list())
        this.inc({ type: agentType, alive: String(alive) })
    },
  })
}
