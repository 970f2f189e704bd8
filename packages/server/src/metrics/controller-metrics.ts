import type { Netloom } from '@netloom/core'
import type { Store } from '@netloom/core/store'
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
    // While the store does not answer, the other figures are needed most: these are left out.
    const position = async (gauge: Gauge, value: (head: number) => number): Promise<void> => {
      await orNothing(
        async () => {
          gauge.set(value(await store.log.head()))
        },
        () => {
          gauge.remove()
        },
      )
    }
    new Gauge({
      name: 'netloom_feed_head',
      help: 'Position of the newest change in the log.',
      registers,
      collect() {
        return position(this, (head) => head)
      },
    })
    new Gauge({
      name: 'netloom_feed_lag_changes',
      help: 'Log positions that watchers have not been told of yet; 0 while nobody watches.',
      registers,
      collect() {
        return position(this, (head) => Math.max(0, head - (feed.position ?? head)))
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
      await orNothing(async () => {
        for (const { agentType, alive } of await netloom.agents.list()) {
          this.inc({ type: agentType, alive: String(alive) })
        }
      })
    },
  })
}

async function orNothing(collect: () => Promise<void>, forget?: () => void): Promise<void> {
  try {
    await collect()
  } catch {
    forget?.()
  }
}
