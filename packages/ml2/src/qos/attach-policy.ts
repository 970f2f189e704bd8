import type { Network, NetworkCreate, Port, RequestContext } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { ownerOf, timestamp } from '@netloom/core/kit'
import type { Ml2Environment } from '../environment/environment.ts'
import { changedPolicy, defaultPolicies } from './policy-use.ts'
import { loadQosPolicy } from './qos-rows.ts'
import { qosDrivers, requireNetworkSupport, requirePortSupport } from './supported-rules.ts'
import { visibleQosPolicy } from './visible-policy.ts'

type Environment = Pick<Ml2Environment, 'mechanisms' | 'clock'>

/** Policy of each new network: the one it names, else its project's default. @throws {QosPolicyNotFoundError} */
export async function policiesOfNewNetworks(
  tx: Transaction,
  context: RequestContext,
  creates: readonly NetworkCreate[],
): Promise<readonly (string | null)[]> {
  const owners = creates.map(({ projectId }) => ownerOf(context, projectId))
  for (const id of new Set(creates.flatMap(({ qosPolicyId }) => qosPolicyId ?? []))) {
    await visibleQosPolicy(tx.db, context, id)
  }
  const unnamed = owners.filter((_, index) => (creates[index]?.qosPolicyId ?? null) === null)
  const defaults = unnamed.length === 0 ? new Map<string, string>() : await defaultPolicies(tx.db, unnamed)
  return creates.map(({ qosPolicyId }, index) => qosPolicyId ?? defaults.get(owners[index] ?? '') ?? null)
}

/** @throws {QosRuleNotSupportedByNetworkError} */
export async function requireSupportedOn(
  env: Environment,
  tx: Transaction,
  networks: readonly Network[],
): Promise<void> {
  if (qosDrivers(env.mechanisms.drivers).length === 0) return
  for (const { id, qosPolicyId } of networks) {
    const policy = qosPolicyId === null ? undefined : await loadQosPolicy(tx.db, qosPolicyId)
    if (policy !== undefined) requireNetworkSupport(env.mechanisms.drivers, policy, id)
  }
}

/**
 * A network is about to name another policy, or none. Its ports show that, so they have another revision, too.
 * @throws {QosPolicyNotFoundError} {@link PolicyRemoveAuthorizationError} {@link QosRuleNotSupportedByNetworkError}
 */
export async function changeNetworkPolicy(
  env: Environment,
  tx: Transaction,
  context: RequestContext,
  { id, qosPolicyId: before }: Network,
  wanted: string | null,
): Promise<void> {
  const policy = await changedPolicy(tx, context, before, wanted)
  if (wanted === before) return
  if (policy !== null) requireNetworkSupport(env.mechanisms.drivers, policy, id)
  await tx.db
    .updateTable('ports')
    .set(({ eb }) => ({
      qos_network_policy_id: wanted,
      revision_number: eb('revision_number', '+', 1),
      updated_at: timestamp(env.clock),
    }))
    .where('network_id', '=', id)
    .execute()
}

/** New ports, with what they name. @throws {QosPolicyNotFoundError} {@link QosRuleNotSupportedError} */
export async function requirePoliciesOf(
  env: Environment,
  tx: Transaction,
  context: RequestContext,
  ports: readonly Port[],
): Promise<void> {
  for (const id of new Set(ports.flatMap(({ qosPolicyId }) => qosPolicyId ?? []))) {
    await visibleQosPolicy(tx.db, context, id)
  }
  if (qosDrivers(env.mechanisms.drivers).length === 0) return
  for (const port of ports) {
    const id = port.qosPolicyId ?? port.qosNetworkPolicyId
    const policy = id === null ? undefined : await loadQosPolicy(tx.db, id)
    if (policy !== undefined) requirePortSupport(env.mechanisms.drivers, policy, port)
  }
}

/**
 * A port is about to name another policy, or none.
 * @throws {QosPolicyNotFoundError} {@link PolicyRemoveAuthorizationError} {@link QosRuleNotSupportedError}
 */
export async function changePortPolicy(
  env: Environment,
  tx: Transaction,
  context: RequestContext,
  port: Port,
  wanted: string | null,
): Promise<void> {
  const policy = await changedPolicy(tx, context, port.qosPolicyId, wanted)
  if (policy !== null && wanted !== port.qosPolicyId) requirePortSupport(env.mechanisms.drivers, policy, port)
}
