import type { ObjectFacts, ObjectStatus } from '@netloom/lbaas'
import { partsOfBackend } from '../render/names.ts'
import type { StatisticsRow } from '../runtime/read-statistics.ts'

interface KnownBalancer {
  problems: Readonly<Record<string, string>>
  facts: ReadonlyMap<string, ObjectFacts>
}

/** What hosts know of balancers beside their states: health of members, counters, and listeners that cannot serve. */
export class BalancerStatuses {
  private readonly balancers = new Map<string, KnownBalancer>()
  private readonly listeners = new Set<(loadBalancerId: string, ids: readonly string[]) => void>()

  /** @returns the way to stop */
  watch(listener: (loadBalancerId: string, ids: readonly string[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  status(loadBalancerId: string, id: string): ObjectStatus {
    const known = this.balancers.get(loadBalancerId)
    const error = known?.problems[id]
    const facts = known?.facts.get(id)
    return { ...(error !== undefined && { error }), ...(facts !== undefined && { facts }) }
  }

  /** By object; what is not named is well. */
  setProblems(loadBalancerId: string, problems: Readonly<Record<string, string>>): void {
    const known = this.known(loadBalancerId)
    const ids = new Set([...Object.keys(known.problems), ...Object.keys(problems)])
    const changed = [...ids].filter((id) => known.problems[id] !== problems[id])
    known.problems = problems
    this.tell(loadBalancerId, changed)
  }

  /** Health is told at once, counters with `withCounters` alone. */
  observe(loadBalancerId: string, rows: readonly StatisticsRow[], withCounters: boolean): void {
    const known = this.known(loadBalancerId)
    const facts = factsOf(rows)
    const changed = [...facts].filter(([id, now]) => {
      const before = known.facts.get(id)
      return before?.operatingStatus !== now.operatingStatus || (withCounters && !sameCounters(before, now))
    })
    if (!withCounters)
      for (const [id, now] of facts) {
        const before = known.facts.get(id)
        const isNews = before?.operatingStatus !== now.operatingStatus
        // What has been told stays what is compared with.
        if (before !== undefined && !isNews) facts.set(id, before)
      }
    known.facts = facts
    this.tell(
      loadBalancerId,
      changed.map(([id]) => id),
    )
  }

  forget(loadBalancerId: string): void {
    this.balancers.delete(loadBalancerId)
  }

  private known(loadBalancerId: string): KnownBalancer {
    const known = this.balancers.get(loadBalancerId) ?? { problems: {}, facts: new Map<string, ObjectFacts>() }
    this.balancers.set(loadBalancerId, known)
    return known
  }

  private tell(loadBalancerId: string, ids: readonly string[]): void {
    if (ids.length > 0) for (const listener of this.listeners) listener(loadBalancerId, ids)
  }
}

const sameCounters = (a: ObjectFacts | undefined, b: ObjectFacts): boolean =>
  a?.bytesIn === b.bytesIn &&
  a?.bytesOut === b.bytesOut &&
  a?.activeConnections === b.activeConnections &&
  a?.totalConnections === b.totalConnections

/** Of listeners and members, by id. A member of a pool of several listeners has the sum, and is checked by each alike. */
function factsOf(rows: readonly StatisticsRow[]): Map<string, ObjectFacts> {
  const found = new Map<string, ObjectFacts>()
  for (const row of rows) {
    const isListener = row.name === 'FRONTEND'
    const id = isListener ? row.proxy : row.name
    if (!isListener && partsOfBackend(row.proxy).listenerId === '') continue
    const before = found.get(id)
    const status = isListener ? undefined : operatingStatusOf(row)
    found.set(id, {
      ...(status !== undefined && { operatingStatus: status }),
      bytesIn: row.bytesIn + (before?.bytesIn ?? 0),
      bytesOut: row.bytesOut + (before?.bytesOut ?? 0),
      activeConnections: row.activeConnections + (before?.activeConnections ?? 0),
      totalConnections: row.totalConnections + (before?.totalConnections ?? 0),
      requestErrors: row.requestErrors + (before?.requestErrors ?? 0),
    })
  }
  return found
}

/** As Octavia's amphora reads haproxy. undefined = no check has ended yet. */
function operatingStatusOf({ status, checkStatus, weight }: StatisticsRow): ObjectFacts['operatingStatus'] {
  if (status.startsWith('MAINT')) return 'OFFLINE'
  if (status.startsWith('DOWN')) return 'ERROR'
  if (status.startsWith('DRAIN') || weight === 0) return 'DRAINING'
  if (status === 'no check') return 'NO_MONITOR'
  return checkStatus === '' || checkStatus === 'INI' ? undefined : 'ONLINE'
}
