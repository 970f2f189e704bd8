import {
  EVERY_PROJECT,
  IdInUseError,
  type QosPolicy,
  type QosPolicyCreate,
  QosPolicyDefaultAlreadyExistsError,
  type QosPolicyUpdate,
  RbacPolicyInUseError,
  type RequestContext,
} from '@netloom/core'
import { mapInTurns, ownerOf, requireOwner, requireRevision, timestamp } from '@netloom/core/kit'
import type { Page, QosPolicyService, ResourceFilter } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { qosPolicyCreateInput, qosPolicyUpdateInput } from '../input/qos-input.ts'
import { dependentOn, dropEntries, shareWithAll, unshareFromAll } from '../rbac/entries.ts'
import { asSharedWith } from '../rbac/visible.ts'
import { transact } from '../base/retry.ts'
import { listQosPolicies } from './list-qos-policies.ts'
import { defaultPolicies, requireUnused } from './policy-use.ts'
import { qosPolicyRow } from './qos-rows.ts'
import { visibleQosPolicy } from './visible-policy.ts'

export class Ml2QosPolicyService implements QosPolicyService {
  readonly #env: Pick<Ml2Environment, 'store' | 'clock'>

  constructor(env: Pick<Ml2Environment, 'store' | 'clock'>) {
    this.#env = env
  }

  async create(context: RequestContext, request: QosPolicyCreate): Promise<QosPolicy> {
    const [policy] = await this.createMany(context, [request])
    if (policy === undefined) throw new TypeError('a created QoS policy has vanished')
    return policy
  }

  async createMany(context: RequestContext, requests: readonly QosPolicyCreate[]): Promise<readonly QosPolicy[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(qosPolicyCreateInput, request))
    const now = timestamp(this.#env.clock)
    const policies = creates.map((create): QosPolicy => ({
      id: create.id ?? randomUUID(),
      projectId: ownerOf(context, create.projectId),
      name: create.name ?? '',
      shared: create.shared ?? false,
      isDefault: create.isDefault ?? false,
      rules: [],
      description: create.description ?? '',
      tags: [],
      revisionNumber: 0,
      createdAt: now,
      updatedAt: now,
    }))
    await transact(
      this.#env.store,
      async (tx) => {
        for (const policy of policies) await insert(tx, policy)
      },
      (problem) => {
        const taken = problem.table === 'qos_policies' ? creates.find(({ id }) => id !== undefined)?.id : undefined
        return taken === undefined ? Promise.resolve() : Promise.reject(new IdInUseError('policy', taken))
      },
    )
    return policies
  }

  async get(context: RequestContext, id: string): Promise<QosPolicy> {
    const { db } = this.#env.store
    return this.#shown(context, await visibleQosPolicy(db, context, id))
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly QosPolicy[]> {
    return listQosPolicies(this.#env.store.db, context, filter, page)
  }

  async update(context: RequestContext, id: string, request: QosPolicyUpdate, ifRevision?: number): Promise<QosPolicy> {
    const change = parseInput(qosPolicyUpdateInput, request)
    const updated = await transact(this.#env.store, async (tx) => {
      const before = await visibleQosPolicy(tx.db, context, id)
      requireOwner(context, before, 'update_policy')
      requireRevision(ifRevision, before)
      if (change.isDefault === true && !before.isDefault) await requireNoDefault(tx, before)
      await changeSharing(tx, before, change.shared)
      const after: QosPolicy = {
        ...before,
        ...change,
        revisionNumber: before.revisionNumber + 1,
        updatedAt: timestamp(this.#env.clock),
      }
      await tx.db.updateTable('qos_policies').set(qosPolicyRow(after)).where('id', '=', id).execute()
      return after
    })
    return this.#shown(context, updated)
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await transact(this.#env.store, async (tx) => {
      const policy = await visibleQosPolicy(tx.db, context, id)
      requireOwner(context, policy, 'delete_policy')
      requireRevision(ifRevision, policy)
      await requireUnused(tx, id)
      await dropEntries(tx, 'qos_policy', id)
      await tx.db.deleteFrom('qos_rules').where('policy_id', '=', id).execute()
      await tx.db.deleteFrom('qos_policies').where('id', '=', id).execute()
    })
  }

  async #shown(context: RequestContext, policy: QosPolicy): Promise<QosPolicy> {
    return (await asSharedWith(this.#env.store.db, context, 'qos_policy', [policy]))[0] ?? policy
  }
}

async function insert(tx: Transaction, policy: QosPolicy): Promise<void> {
  if (policy.isDefault) await requireNoDefault(tx, policy)
  await tx.db.insertInto('qos_policies').values(qosPolicyRow(policy)).execute()
  if (policy.shared) await shareWithAll(tx, 'qos_policy', policy)
}

async function requireNoDefault({ db }: Transaction, { projectId }: QosPolicy): Promise<void> {
  if ((await defaultPolicies(db, [projectId])).size > 0) throw new QosPolicyDefaultAlreadyExistsError(projectId)
}

async function changeSharing(tx: Transaction, before: QosPolicy, shared: boolean | undefined): Promise<void> {
  if (shared === undefined || shared === before.shared) return
  if (shared) return shareWithAll(tx, 'qos_policy', before)
  const dependent = await dependentOn(tx, 'qos_policy', before, EVERY_PROJECT)
  if (dependent !== undefined) throw new RbacPolicyInUseError(before.id, `project_id=${EVERY_PROJECT}`)
  await unshareFromAll(tx, 'qos_policy', before)
}
