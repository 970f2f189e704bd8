import type { RoleContext } from '@netloom/core'
import type { PortReport } from '@netloom/core/wire'
import type { RouterUnit } from './router-unit.ts'

/** What became of a unit; `unknown`: made in another way by an earlier life, which nobody has touched yet. */
type Verdict = Omit<PortReport, 'portId'> | 'unknown'

/** Router of an id: its own, that of a floating IP with the keys of its items, or that of which it says who is active. */
export interface Found {
  readonly router: RouterUnit
  readonly keys?: readonly string[]
  readonly isOfHa?: boolean
}

/** Knows what routers and floating IPs are, and what the controller has been told of them. */
export class RouterReports {
  private readonly told = new Map<string, PortReport>()

  constructor(
    private readonly context: RoleContext,
    private readonly find: (id: string) => Found | undefined,
  ) {}

  changed(ids: Iterable<string>, changedIds: ReadonlySet<string> = new Set()): readonly PortReport[] {
    const bases = new Map<RouterUnit, Verdict>()
    const news: PortReport[] = []
    for (const id of ids) {
      const found = this.find(id)
      const verdict = found && this.judge(found, bases)
      const before = this.told.get(id)
      if (verdict === undefined || verdict === 'unknown') {
        this.told.delete(id)
        continue
      }
      const now: PortReport = { portId: id, ...verdict }
      this.told.set(id, now)
      if (changedIds.has(id) || before?.state !== now.state || before.error !== now.error) news.push(now)
    }
    return news
  }

  ready(): readonly string[] {
    return [...this.told.values()].filter(({ state }) => state === 'up').map(({ portId }) => portId)
  }

  all(): readonly PortReport[] {
    return [...this.told.values()]
  }

  private judge({ router, keys, isOfHa }: Found, bases: Map<RouterUnit, Verdict>): Verdict {
    if (isOfHa === true) {
      if (!router.isHa) return 'unknown'
      return { state: router.isActive ? 'up' : 'down' }
    }
    if (!router.isServed) return { state: 'down' }
    // Of floating IPs speaks who is active.
    if (keys !== undefined && !router.isActive) return 'unknown'
    const base = bases.get(router) ?? this.ofUnit(router, router.unit())
    bases.set(router, base)
    for (const key of keys ?? []) {
      const obstacle = router.obstacle(key)
      if (obstacle !== undefined) return { state: 'down', error: obstacle }
      const own = this.ofUnit(router, router.unit(key))
      // One that failed says so itself; it needs the router, whose own error is the router's.
      if (own === 'unknown' || own.state !== 'up') return own
    }
    if (keys === undefined || base === 'unknown' || base.state === 'up') return base
    return { state: 'building' }
  }

  private ofUnit(router: RouterUnit, unit: string): Verdict {
    const { table, failure } = this.context
    const wrong = router.awaitedKeys(unit).filter((key) => !table.isRight(key))
    if (wrong.length === 0) return { state: 'up' }
    const error = wrong.map((key) => failure(key)).find((text) => text !== undefined)
    // What an earlier life made goes on forwarding until it is changed: the controller's last word stands until then.
    if (error === undefined && wrong.every((key) => this.isThere(key))) return 'unknown'
    // ERROR in the API, until a repetition succeeds.
    return error === undefined ? { state: 'building' } : { state: 'down', error }
  }

  private isThere(key: string): boolean {
    const { table } = this.context
    return 'differs' in table && (table as { differs(key: string): boolean }).differs(key)
  }
}
