import { adminContext, type Port, type PortContext, type PortStatus } from '@netloom/core'
import { chunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { PortReport } from '@netloom/core/wire'
import type { Ml2Environment } from '../environment/environment.ts'
import { isBound } from '../port-state/port-feed.ts'
import {
  loadSurroundings,
  postcommitUpdatesQuietly,
  precommitUpdates,
  type PortChange,
  type Surroundings,
} from '../port-state/port-changes.ts'
import { addL2Blocks, completeL2, needsL2Block } from '../port-state/provisioning.ts'
import { transact } from '../base/retry.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'
import { portsOfReporter, speaksFor, type Reporter } from './reporter.ts'
import { writeStatuses } from './write-statuses.ts'

/** Ports of one transaction; agents send far fewer at a time. */
const BATCH = 1000

type WiringState = PortReport['state']

/** What is said of ports on a host, applied: a handful of statements per batch, none per port. */
export async function applyReports(env: Ml2Environment, from: Reporter, reports: readonly PortReport[]): Promise<void> {
  // the last word on a port is what counts
  const states = new Map(reports.map(({ portId, state }) => [portId, state]))
  for (const ids of chunks([...states.keys()], BATCH)) {
    const contexts = await transact(env.store, (tx) => applyBatch(env, tx, from, ids, states))
    await postcommitUpdatesQuietly(env, contexts)
  }
}

/** All that is wired on a host, by one reporter: corrects both what we wrongly believe wired and what we missed. */
export async function applyAllWired(env: Ml2Environment, from: Reporter, portIds: readonly string[]): Promise<void> {
  const wired = new Set(portIds)
  const rows = await portsOfReporter(env, from)
  const lost = rows.filter(({ id, status }) => status === 'ACTIVE' && !wired.has(id))
  const missed = rows.filter(({ id, status }) => status !== 'ACTIVE' && wired.has(id))
  await applyReports(env, from, [
    ...lost.map(({ id }): PortReport => ({ portId: id, state: 'down' })),
    ...missed.map(({ id }): PortReport => ({ portId: id, state: 'up' })),
  ])
}

async function applyBatch(
  env: Ml2Environment,
  tx: Transaction,
  from: Reporter,
  ids: readonly string[],
  states: ReadonlyMap<string, WiringState>,
): Promise<readonly PortContext[]> {
  const { host } = from
  const rows = await selectPorts(tx.db).where('ports.id', 'in', ids).where('port_bindings.host', '=', host).execute()
  const ports = (await completePorts(tx.db, rows)).filter((port) => isBound(port) && speaksFor(env, from, port))
  if (ports.length === 0) return []
  const up = ports.filter(({ id }) => states.get(id) === 'up')
  const blocked = await completeL2(
    tx.db,
    up.map(({ id }) => id),
  )
  const now = timestamp(env.clock)
  const changes = ports.flatMap((before): readonly PortChange[] => {
    const status = nextStatus(before, states.get(before.id), blocked.has(before.id))
    if (status === before.status) return []
    return [{ before, after: { ...before, status, revisionNumber: before.revisionNumber + 1, updatedAt: now } }]
  })
  const unwired = ports.filter(({ id }) => states.get(id) !== 'up')
  if (changes.length === 0 && unwired.length === 0) return []
  const surroundings = await loadSurroundings(env, tx.db, ports)
  await blockAgain(env, tx, unwired, changes, surroundings)
  await writeStatuses(tx, changes, now)
  return precommitUpdates(env, tx, adminContext('', `req-wiring-${host}`), changes, surroundings)
}

/** A port that is put down by its owner is never ACTIVE, nor being built. */
function nextStatus(port: Port, state: WiringState | undefined, isBlocked: boolean): PortStatus {
  switch (state) {
    case 'up':
      return port.adminStateUp ? (isBlocked ? port.status : 'ACTIVE') : 'DOWN'
    case 'building':
      return port.adminStateUp ? 'BUILD' : 'DOWN'
    case 'down':
      return 'DOWN'
    case undefined:
      return port.status
  }
}

async function blockAgain(
  env: Ml2Environment,
  tx: Transaction,
  unwired: readonly Port[],
  changes: readonly PortChange[],
  { agents }: Surroundings,
): Promise<void> {
  const after = new Map(changes.map((change) => [change.after.id, change.after]))
  const waiting = unwired.filter((port) => needsL2Block(after.get(port.id) ?? port, env.mechanisms.drivers, agents))
  await addL2Blocks(
    tx.db,
    waiting.map(({ id }) => id),
  )
}
