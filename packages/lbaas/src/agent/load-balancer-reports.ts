import type { PortReport } from '@netloom/core/wire'
import type { LoadBalancerUnit } from './load-balancer-unit.ts'

/** Knows what the objects of balancers are on this host, and what the controller has been told of them. */
export class LoadBalancerReports {
  private readonly told = new Map<string, PortReport>()

  /** @param find balancer of an object's id */
  constructor(private readonly find: (id: string) => LoadBalancerUnit | undefined) {}

  /** What is news; of `changedIds` the controller may have lost what it was told. */
  changed(ids: Iterable<string>, changedIds: ReadonlySet<string> = new Set()): readonly PortReport[] {
    const states = new Map<LoadBalancerUnit, ReturnType<LoadBalancerUnit['settle']>>()
    const news: PortReport[] = []
    for (const id of ids) {
      const unit = this.find(id)
      if (unit === undefined) {
        this.told.delete(id)
        continue
      }
      const state = states.get(unit) ?? unit.settle()
      states.set(unit, state)
      const now = reportOf(unit, id, state)
      const before = this.told.get(id)
      this.told.set(id, now)
      if (changedIds.has(id) || JSON.stringify(before) !== JSON.stringify(now)) news.push(now)
    }
    return news
  }

  ready(): readonly string[] {
    return [...this.told.values()].filter(({ state }) => state === 'up').map(({ portId }) => portId)
  }

  all(): readonly PortReport[] {
    return [...this.told.values()]
  }
}

/**
 * An object whose newest item the host has is up, whatever keeps others from it; one whose own part cannot be is down, and says
 * why.
 */
function reportOf(unit: LoadBalancerUnit, id: string, state: ReturnType<LoadBalancerUnit['settle']>): PortReport {
  const { error, facts } = unit.status(id)
  const revision = unit.revisions().get(id)
  const all = { facts: { ...(revision !== undefined && { revision }), ...facts } }
  if (error !== undefined) return { portId: id, state: 'down', error, ...all }
  if (unit.hasApplied(id) && (id !== unit.id || state === 'up')) return { portId: id, state: 'up', ...all }
  if (state === 'up' || state === 'building') return { portId: id, state: 'building', ...all }
  return { portId: id, state: 'down', error: state.error, ...all }
}
