import { type Port, type PortContext, type RequestContext, VIF_TYPE_BINDING_FAILED } from '@netloom/core'
import { insertChunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { loadSurroundings, precommitUpdates, type PortChange, type Surroundings } from '../port-state/port-changes.ts'
import { publishPorts } from '../port-state/port-feed.ts'
import { addL2Blocks, needsL2Block } from '../port-state/provisioning.ts'
import { transact } from '../base/retry.ts'
import { groupBy } from '../rows/group-by.ts'
import { loadPorts } from '../rows/load-ports.ts'
import { levelRows } from '../rows/port-rows.ts'
import type { BoundResult } from './decide-binding.ts'
import { goneSegments } from './dynamic-segments.ts'

/** What the drivers decided for a port as it was when they were asked. */
export interface Binding {
  readonly before: Port
  /** undefined = nobody can bind it. */
  readonly result: BoundResult | undefined
  /** The network got segments for it that `surroundings` does not know. */
  readonly usesNewSegments?: boolean
}

export interface CommittedBindings {
  readonly ports: readonly Port[]
  readonly contexts: readonly PortContext[]
  /** Ports that changed meanwhile, or whose dynamic segments went: to be decided again. */
  readonly stale: readonly string[]
}

/**
 * Writes bindings whose ports still want exactly that (still unbound; host, vnic type, profile and addresses unchanged), tells
 * the hosts, and runs the update hooks with before and after. Few statements however many ports there are.
 */
export async function commitBindings(
  env: Ml2Environment,
  request: RequestContext,
  bindings: readonly Binding[],
  surroundings: Surroundings,
  { hooks }: { readonly hooks: boolean } = { hooks: true },
): Promise<CommittedBindings> {
  return transact(env.store, async (tx) => {
    const present = new Map(
      (
        await loadPorts(
          tx.db,
          bindings.map(({ before }) => before.id),
        )
      ).map((port) => [port.id, port]),
    )
    const now = timestamp(env.clock)
    const changes: PortChange[] = []
    const stale: string[] = []
    const gone = await goneSegments(
      tx,
      bindings.flatMap(({ result }) => result?.levels ?? []),
    )
    for (const { before, result } of bindings) {
      const port = present.get(before.id)
      if (port === undefined) continue
      const isGone = result?.levels.some(({ segmentId }) => gone.has(segmentId)) === true
      if (isGone || !wantsTheSame(port, before)) stale.push(port.id)
      else if (result !== undefined || port.binding.vifType !== VIF_TYPE_BINDING_FAILED) {
        changes.push({ before: port, after: bound(port, result, now) })
      }
    }
    const fresh = bindings.some(({ usesNewSegments }) => usesNewSegments === true)
    const around = fresh
      ? await loadSurroundings(
          env,
          tx.db,
          changes.map(({ after }) => after),
        )
      : surroundings
    await writeBindings(tx, changes, now)
    const waiting = changes.filter(({ after }) => needsL2Block(after, env.mechanisms.drivers, around.agents))
    await addL2Blocks(
      tx.db,
      waiting.map(({ after }) => after.id),
    )
    await publishPorts(env, tx, changes)
    const contexts = hooks ? await precommitUpdates(env, tx, request, changes, around) : []
    return { ports: changes.map(({ after }) => after), contexts, stale }
  })
}

function wantsTheSame(port: Port, before: Port): boolean {
  return (
    port.binding.vifType === before.binding.vifType &&
    port.binding.host === before.binding.host &&
    port.binding.vnicType === before.binding.vnicType &&
    JSON.stringify(port.binding.profile) === JSON.stringify(before.binding.profile)
  )
}

function bound(port: Port, result: BoundResult | undefined, now: string): Port {
  return {
    ...port,
    status:
      result?.status !== undefined && (port.adminStateUp || result.status !== 'ACTIVE') ? result.status : port.status,
    binding: {
      ...port.binding,
      vifType: result?.vifType ?? VIF_TYPE_BINDING_FAILED,
      vifDetails: result?.vifDetails ?? {},
      levels: result?.levels ?? [],
    },
    revisionNumber: port.revisionNumber + 1,
    updatedAt: now,
  }
}

/** Ports bound the same way share their statements. */
async function writeBindings({ db }: Transaction, changes: readonly PortChange[], now: string): Promise<void> {
  const ports = changes.map(({ after }) => after)
  for (const group of groupBy(ports, wayOf).values()) {
    const [first] = group
    if (first === undefined) continue
    const ids = group.map(({ id }) => id)
    await db
      .updateTable('port_bindings')
      .set({ vif_type: first.binding.vifType, vif_details: JSON.stringify(first.binding.vifDetails) })
      .where('port_id', 'in', ids)
      .execute()
    await db
      .updateTable('ports')
      .set(({ eb }) => ({
        revision_number: eb('revision_number', '+', 1),
        status: first.status,
        updated_at: now,
      }))
      .where('id', 'in', ids)
      .execute()
  }
  const levels = ports.flatMap(levelRows)
  for (const piece of insertChunks(levels)) await db.insertInto('port_binding_levels').values(piece).execute()
}

function wayOf({ binding, status }: Port): string {
  return JSON.stringify([binding.vifType, binding.vifDetails, status])
}
