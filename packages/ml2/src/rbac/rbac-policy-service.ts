import {
  DuplicateRbacPolicyError,
  EVERY_PROJECT,
  NotAuthorizedError,
  type RbacPolicy,
  type RbacPolicyCreate,
  RbacPolicyInUseError,
  RbacPolicyNotFoundError,
  type RbacPolicyUpdate,
  type RequestContext,
} from '@netloom/core'
import { mapInTurns, ownerOf } from '@netloom/core/kit'
import type { Page, RbacPolicyService, ResourceFilter } from '@netloom/core/services'
import type { Schema, Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { rbacPolicyCreateInput, rbacPolicyUpdateInput } from '../input/rbac-policy-input.ts'
import { returnQuota, takeQuota } from '../quotas/usage.ts'
import { transact, type UniqueProblem } from '../base/retry.ts'
import { dependentOn } from './entries.ts'
import { listRbacPolicies, rbacPolicyOf, rbacPolicyRow } from './list-rbac-policies.ts'
import { requireScopeVisible } from './scope-of-shared-pool.ts'
import { requireGrantable, sharedObject, type SharedRow } from './shared-object.ts'
import { showSharing } from './show-sharing.ts'

// The whole expression is what Neutron names, whichever part of it refuses.
const CREATE_RULE =
  '((((rule:create_rbac_policy and rule:create_rbac_policy:object_type) and rule:create_rbac_policy:object_id) ' +
  'and rule:create_rbac_policy:target_tenant) and rule:create_rbac_policy:action)'
const UPDATE_RULE = '(rule:update_rbac_policy and rule:update_rbac_policy:target_tenant)'

export class Ml2RbacPolicyService implements RbacPolicyService {
  readonly #env: Ml2Environment

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  async create(context: RequestContext, request: RbacPolicyCreate): Promise<RbacPolicy> {
    const [policy] = await this.createMany(context, [request])
    if (policy === undefined) throw new TypeError('a created policy has vanished')
    return policy
  }

  async createMany(context: RequestContext, requests: readonly RbacPolicyCreate[]): Promise<readonly RbacPolicy[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(rbacPolicyCreateInput, request))
    for (const { targetProject } of creates) requireNamed(context, targetProject, CREATE_RULE)
    return transact(
      this.#env.store,
      async (tx) => {
        const uses = creates.map((create) => useOf(ownerOf(context, create.projectId)))
        await takeQuota(this.#env, tx, uses)
        const policies: RbacPolicy[] = []
        for (const create of creates) policies.push(await this.#grant(tx, context, create))
        return policies
      },
      refuseDuplicates,
    )
  }

  async get(context: RequestContext, id: string): Promise<RbacPolicy> {
    return this.#visible(this.#env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly RbacPolicy[]> {
    return listRbacPolicies(this.#env.store.db, context, filter, page)
  }

  async update(context: RequestContext, id: string, request: RbacPolicyUpdate): Promise<RbacPolicy> {
    const { targetProject } = parseInput(rbacPolicyUpdateInput, request)
    return transact(
      this.#env.store,
      async (tx) => {
        const before = await this.#visible(tx.db, context, id)
        if (targetProject === undefined || targetProject === before.targetProject) return before
        requireNamed(context, targetProject, UPDATE_RULE)
        const object = await sharedObject(this.#env.sharedTypes, tx.db, before)
        if (object !== undefined) await this.#requireUnused(tx, before, object)
        const after: RbacPolicy = { ...before, targetProject }
        await requireScopeVisible(tx.db, after)
        await tx.db.updateTable('rbac_policies').set(rbacPolicyRow(after)).where('id', '=', id).execute()
        await showSharing(this.#env, tx, before)
        return after
      },
      refuseDuplicates,
    )
  }

  async delete(context: RequestContext, id: string): Promise<void> {
    await transact(this.#env.store, async (tx) => {
      const policy = await this.#visible(tx.db, context, id)
      const object = await sharedObject(this.#env.sharedTypes, tx.db, policy)
      if (object !== undefined) await this.#requireUnused(tx, policy, object)
      await tx.db.deleteFrom('rbac_policies').where('id', '=', id).execute()
      await returnQuota(tx, [useOf(policy.projectId)])
      await showSharing(this.#env, tx, policy)
    })
  }

  async #grant(tx: Transaction, context: RequestContext, create: RbacPolicyCreate): Promise<RbacPolicy> {
    const grant = await requireGrantable(this.#env.sharedTypes, tx.db, context, create)
    await requireScopeVisible(tx.db, { ...grant, targetProject: create.targetProject })
    const policy: RbacPolicy = {
      ...grant,
      id: create.id ?? randomUUID(),
      projectId: ownerOf(context, create.projectId),
      targetProject: create.targetProject,
    }
    await tx.db.insertInto('rbac_policies').values(rbacPolicyRow(policy)).execute()
    await showSharing(this.#env, tx, policy)
    return policy
  }

  /** Neutron asks before the change, so that a grant does not become one for everybody while somebody uses it. */
  async #requireUnused(tx: Transaction, policy: RbacPolicy, object: SharedRow): Promise<void> {
    if (policy.action === 'access_as_external') return requireNotDefault(tx, policy)
    const project = await dependentOn(tx, policy.objectType, object, policy.targetProject, this.#env.sharedTypes)
    if (project === undefined) return
    const details =
      policy.objectType === 'network'
        ? `Unable to reconfigure sharing settings for network ${object.id}. Multiple tenants are using it.`
        : `project_id=${policy.targetProject}`
    throw new RbacPolicyInUseError(object.id, details)
  }

  async #visible(db: Kysely<Schema>, context: RequestContext, id: string): Promise<RbacPolicy> {
    const row = await db.selectFrom('rbac_policies').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined || (!context.isAdmin && row.project_id !== context.projectId)) {
      throw new RbacPolicyNotFoundError(id)
    }
    return rbacPolicyOf(row)
  }
}

/** The default way out is everybody's. @throws {RbacPolicyInUseError} */
async function requireNotDefault({ db }: Transaction, { objectId, targetProject }: RbacPolicy): Promise<void> {
  if (targetProject !== EVERY_PROJECT) return
  const network = await db.selectFrom('networks').select('is_default').where('id', '=', objectId).executeTakeFirst()
  if (network?.is_default === 1) {
    throw new RbacPolicyInUseError(objectId, 'Default external networks must be shared to everyone.')
  }
}

/** Only administrators grant to everybody. @throws {NotAuthorizedError} */
function requireNamed(context: RequestContext, targetProject: string, rule: string): void {
  if (!context.isAdmin && targetProject === EVERY_PROJECT) throw new NotAuthorizedError(rule)
}

// eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
async function refuseDuplicates(problem: UniqueProblem): Promise<void> {
  if (problem.table === 'rbac_policies') throw new DuplicateRbacPolicyError()
}

const useOf = (projectId: string): { readonly projectId: string; readonly resource: 'rbac_policy' } => ({
  projectId,
  resource: 'rbac_policy',
})
