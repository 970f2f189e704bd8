import type { FeedChange, FeedEvent, FeedItem, Ml2Options, Netloom, ServiceModule } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom } from '@netloom/ml2'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { postgresStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { freshDatabase } from '../../../store/test/support/databases.ts'

export interface Controller {
  readonly netloom: Netloom
  readonly store: Store
}

export interface Pair {
  readonly both: readonly [Controller, Controller]
  close(): Promise<void>
}

export const SMALL_RANGE = 40

/** Two controllers that know nothing of each other but the database. */
export async function twoControllers(
  ml2: Partial<Ml2Options> = {},
  services: readonly ServiceModule[] = [],
): Promise<Pair> {
  const { url, done } = await freshDatabase()
  const one = async (): Promise<Controller> => {
    const store = postgresStore({ url, readers: 3, poll: 60_000 })
    const netloom = await createNetloom({
      modules: [vxlan({ vniRanges: [[1, SMALL_RANGE]] }), linuxbridge(), ...services],
      store,
      ml2: { projectNetworkTypes: ['vxlan'], ...ml2 },
    })
    return { netloom, store }
  }
  // At the same moment: one of them migrates an empty database, or finds it done.
  const both = await Promise.all([one(), one()])
  return {
    both,
    close: async () => {
      await Promise.all(both.map(({ netloom }) => netloom.close()))
      done()
    },
  }
}

/** What a watcher of one topic was told, and every way in which that was not a gapless story. */
export class Story {
  readonly problems: string[] = []
  readonly told: FeedItem[] = []
  readonly items = new Map<string, number>()
  private rev = 0
  private readonly watching: (() => void)[] = []

  constructor({ netloom }: Controller, topic: string) {
    netloom.feed.watch(topic, ({ event }) => {
      this.hear(event)
      for (const check of this.watching) check()
    })
  }

  /** Resolves when the story has come to a log position. */
  async reaches(rev: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.rev >= rev) resolve()
      }
      this.watching.push(check)
      check()
    })
  }

  private hear(event: FeedEvent): void {
    if (event.type === 'change') this.follow(event)
    else this.items.clear()
    this.rev = event.cursor.rev
    for (const item of event.type === 'change' ? event.changes : event.items) this.take(item)
  }

  private follow({ previous, cursor }: FeedChange): void {
    if (previous !== this.rev) this.problems.push(`gap: ${String(previous)} after ${String(this.rev)}`)
    if (cursor.rev <= this.rev) this.problems.push(`back from ${String(this.rev)} to ${String(cursor.rev)}`)
  }

  private take(item: FeedItem): void {
    this.told.push(item)
    if (item.body === null) this.items.delete(item.key)
    else this.items.set(item.key, item.revision)
  }
}
