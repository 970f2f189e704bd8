import { type DriverFault, MechanismDriverError, type Port, type PortContext, type RequestContext } from '@netloom/core'
import type { Schema, Transaction } from '@netloom/core/store'
import type { Kysely } from 'kysely'
import type { HostAgents } from '../agent-directory/agent-directory.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { loadNetworks, type LoadedNetwork } from '../rows/network-rows.ts'
import { portContext } from './port-context.ts'

/** A port as it was and as it is now, both as written in one transaction. */
export interface PortChange {
  readonly before: Port
  readonly after: Port
}

/** What contexts need beside the ports, loaded once for all of them. */
export interface Surroundings {
  readonly networks: ReadonlyMap<string, LoadedNetwork>
  readonly agents: HostAgents
}

export async function loadSurroundings(
  env: Ml2Environment,
  db: Kysely<Schema>,
  ports: readonly Port[],
  hosts: readonly string[] = [],
): Promise<Surroundings> {
  const networks = await loadNetworks(db, [...new Set(ports.map(({ networkId }) => networkId))])
  const agents = await env.agents.onHosts(db, [...hosts, ...ports.map(({ binding }) => binding.host)])
  return { networks, agents }
}

export function updateContexts(
  request: RequestContext,
  changes: readonly PortChange[],
  { networks, agents }: Surroundings,
): readonly PortContext[] {
  return changes.flatMap(({ before, after }) => {
    const loaded = networks.get(after.networkId)
    if (loaded === undefined) return []
    return [portContext({ request, current: after, original: before, loaded, agents })]
  })
}

/** The updatePort hooks inside the transaction that wrote the changes. Returns the contexts for the postcommits. */
export async function precommitUpdates(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  changes: readonly PortChange[],
  surroundings: Surroundings,
): Promise<readonly PortContext[]> {
  const contexts = updateContexts(request, changes, surroundings)
  for (const context of contexts) await env.mechanisms.precommit('update', 'Port', context, tx)
  return contexts
}

/** All are told, whoever fails; what they raised is gathered. @throws {MechanismDriverError} */
export async function postcommitUpdates(env: Ml2Environment, contexts: readonly PortContext[]): Promise<void> {
  if (!env.mechanisms.wants('update', 'Port', 'Postcommit')) return
  const faults: DriverFault[] = []
  for (const context of contexts) {
    try {
      await env.mechanisms.postcommit('update', 'Port', context)
    } catch (error) {
      if (!(error instanceof MechanismDriverError)) throw error
      faults.push(...error.faults)
    }
  }
  if (faults.length > 0) throw new MechanismDriverError('updatePortPostcommit', faults)
}

/** For changes nobody waits for (status, binding): the manager has logged what failed. */
export async function postcommitUpdatesQuietly(env: Ml2Environment, contexts: readonly PortContext[]): Promise<void> {
  try {
    await postcommitUpdates(env, contexts)
  } catch (error) {
    if (!(error instanceof MechanismDriverError)) throw error
  }
}
