import { adminContext, type PortContext } from '@netloom/core'
import { chunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import {
  loadSurroundings,
  postcommitUpdatesQuietly,
  precommitUpdates,
  type PortChange,
} from '../port-state/port-changes.ts'
import { blockedPorts, completeEntity, wiringOf } from '../port-state/provisioning.ts'
import { transact } from '../base/retry.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'
import { writeStatuses } from './write-statuses.ts'

const BATCH = 1000

/**
 * An entity beside the switch has done its part for these ports: those that waited for nothing else become ACTIVE.
 */
export async function applyProvisioned(env: Ml2Environment, entity: string, portIds: readonly string[]): Promise<void> {
  for (const ids of chunks([...new Set(portIds)], BATCH)) {
    const contexts = await transact(env.store, async (tx) => {
      return complete(env, tx, entity, ids)
    })
    await postcommitUpdatesQuietly(env, contexts)
  }
}

async function complete(
  env: Ml2Environment,
  tx: Transaction,
  entity: string,
  ids: readonly string[],
): Promise<readonly PortContext[]> {
  const waited = await completeEntity(tx.db, entity, ids)
  const blocked = await blockedPorts(tx.db, waited)
  const free = waited.filter((id) => !blocked.has(id))
  if (free.length === 0) return []
  const ports = await completePorts(tx.db, await selectPorts(tx.db).where('ports.id', 'in', free).execute())
  const surroundings = await loadSurroundings(env, tx.db, ports)
  const now = timestamp(env.clock)
  const changes = ports.flatMap((before): readonly PortChange[] => {
    // Of a port that no switch blocks, its own driver or agent says what it is.
    const isWired = wiringOf(before, env.mechanisms.drivers, surroundings.agents) === 'blocks'
    if (!isWired || !before.adminStateUp || before.status === 'ACTIVE') return []
    return [
      { before, after: { ...before, status: 'ACTIVE', revisionNumber: before.revisionNumber + 1, updatedAt: now } },
    ]
  })
  if (changes.length === 0) return []
  await writeStatuses(tx, changes, now)
  return precommitUpdates(env, tx, adminContext('', `req-provisioned-${entity}`), changes, surroundings)
}
