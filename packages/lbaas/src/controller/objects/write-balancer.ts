import type { RequestContext } from '@netloom/core'
import { isOwn } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { LbEnvironment } from '../base/environment.ts'
import { providerOf } from '../base/provider-of.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import { publishObjects } from '../items/publish-balancer.ts'
import type { Family } from '../model/family.ts'
import { LABELS, type ObjectKind, QUOTAS } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import { balancerIdOf, deleteObjects, familyOf, insertObjects, updateObject } from '../rows/object-rows.ts'
import { isPending, ownStatus, PENDING_MILLISECONDS } from '../statuses/provisioning.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { Draft, type DraftSettings } from './draft.ts'

type Environment = Pick<LbEnvironment, 'engine' | 'options'>

/** What is changed, and what was there when nobody else could change it. */
export interface Written<T> {
  readonly result: T
  readonly family: Family
}

/**
 * One change of one balancer, whole or not at all. Changes of a balancer come one after another, whichever controller makes them, and
 * each is judged by what the one before has left.
 * @throws not found for an object that the caller does not see, and what `work` throws
 */
export async function writeBalancer<T>(
  env: Environment,
  context: RequestContext,
  target: { readonly kind: ObjectKind; readonly id: string },
  work: (draft: Draft) => T,
  inTransaction?: (tx: Transaction) => Promise<void>,
): Promise<Written<T>> {
  return env.engine.store.transaction(async (tx) => {
    const id = await balancerIdOf(tx.db, context, target.kind, target.id)
    const family = id === undefined ? undefined : await locked(tx.db, id)
    if (family === undefined || family.find(target.kind, target.id) === undefined) {
      throw lbErrors.notFound(LABELS[target.kind], target.id)
    }
    if (env.options.strictOctaviaStates) requireMutable(family, now(env))
    const draft = new Draft(family, settingsOf(env, family.loadBalancer))
    const result = work(draft)
    await store(env, tx, draft)
    await inTransaction?.(tx)
    return { result, family: draft.family }
  })
}

/** Writes what a draft has come to, and tells hosts. */
export async function store({ engine }: Environment, tx: Transaction, draft: Draft): Promise<void> {
  const { created, changed, gone, settings } = draft
  await engine.quotas.take(tx, usesOf(created))
  await engine.quotas.giveBack(tx, usesOf(gone))
  await insertObjects(tx.db, created)
  for (const object of changed) await updateObject(tx.db, object)
  await deleteObjects(
    tx.db,
    gone.map(({ id }) => id),
  )
  await publishObjects({ engine }, tx, settings.loadBalancerId, [...created, ...changed], gone)
}

export const settingsOf = (
  env: Environment,
  { id, projectId, attributes }: Pick<LbObject<'loadbalancer'>, 'id' | 'projectId' | 'attributes'>,
): DraftSettings => ({
  now: now(env),
  pendingUntil: pendingUntil(env),
  projectId,
  loadBalancerId: id,
  provider: providerOf(env.options, attributes.provider),
})

/** To the millisecond, so that objects come in the order in which they were made. */
export const now = ({ engine }: Pick<LbEnvironment, 'engine'>): string => engine.clock.date().toISOString()

export const pendingUntil = ({ engine }: Pick<LbEnvironment, 'engine'>): string =>
  new Date(engine.clock.date().getTime() + PENDING_MILLISECONDS).toISOString()

export async function locked(db: Db, loadBalancerId: string): Promise<Family | undefined> {
  // Who writes the row is alone with the balancer until the commit.
  await tablesIn(db)
    .updateTable('lb_objects')
    .set((row) => ({ version: row.ref('version') }))
    .where('id', '=', loadBalancerId)
    .execute()
  return familyOf(db, loadBalancerId)
}

/** Octavia lets nobody change a balancer while it is at work. @throws ImmutableObject */
function requireMutable(family: Family, at: string): void {
  if (family.objects.some((object) => isPending(ownStatus(object, at)))) {
    throw lbErrors.immutable(family.loadBalancer.id)
  }
}

const usesOf = (
  objects: readonly LbObject[],
): readonly { readonly projectId: string; readonly resource: string; readonly count: number }[] => {
  const counts = new Map<ObjectKind, number>()
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const projectId = objects[0]?.projectId ?? ''
  return [...counts].flatMap(([kind, count]) => {
    const resource = QUOTAS[kind]
    return resource === undefined ? [] : [{ projectId, resource, count }]
  })
}

/** Objects of the caller, or everybody's. @throws not found */
export async function visibleFamily(
  env: Environment,
  context: RequestContext,
  kind: ObjectKind,
  id: string,
): Promise<Family> {
  const { db } = env.engine.store
  const loadBalancerId = await balancerIdOf(db, context, kind, id)
  const family = loadBalancerId === undefined ? undefined : await familyOf(db, loadBalancerId)
  if (family === undefined || !isOwn(context, family.loadBalancer)) throw lbErrors.notFound(LABELS[kind], id)
  return family
}
