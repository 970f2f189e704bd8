import type { PortReport } from '@netloom/core/wire'
import { type ObjectFacts, objectFactsSchema } from '../../wire/object-facts.ts'
import type { ObjectRow } from '../store/tables.ts'

type Change = Partial<
  Pick<ObjectRow, 'provisioning_status' | 'pending_until' | 'status_cause' | 'deployed' | 'health' | 'stats'>
>

/**
 * What a report changes of an object; undefined = nothing. A report about an older write says nothing of a newer one: health and
 * counters count all the same.
 */
export function heard(row: ObjectRow, report: PortReport): Change | undefined {
  const facts = factsOf(report)
  const { revision, operatingStatus, ...counters } = facts
  const isCurrent = revision !== undefined && revision >= row.version
  // Without a revision it is what an agent has after it came back: that says nothing of a write that is under way.
  const says = isCurrent || (revision === undefined && !row.provisioning_status.startsWith('PENDING_'))
  const change: Change = {
    ...(says && statusOf(report)),
    ...(report.state === 'up' && row.deployed !== 1 && { deployed: 1 }),
    ...(report.state === 'down' && row.deployed !== 0 && { deployed: 0 }),
    ...(operatingStatus !== undefined && operatingStatus !== row.health && { health: operatingStatus }),
    ...(Object.keys(counters).length > 0 && { stats: JSON.stringify(counters) }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

function statusOf({ state, error }: PortReport): Change {
  if (state === 'up') return { provisioning_status: 'ACTIVE', pending_until: null, status_cause: null }
  if (state === 'down' && error !== undefined) {
    return { provisioning_status: 'ERROR', pending_until: null, status_cause: error.slice(0, 1024) }
  }
  return {}
}

/** Facts that make no sense are none. */
function factsOf({ facts }: PortReport): ObjectFacts {
  const result = objectFactsSchema.safeParse(facts ?? {})
  return result.success ? result.data : {}
}
