import {
  type Port,
  type PortCreation,
  type PortUpdate,
  type RequestContext,
  type ServiceEnvironment,
  type ServiceExtensionHooks,
} from '@netloom/core'
import { isGuarded } from '@netloom/core/firewall'
import type { Transaction } from '@netloom/core/store'
import { PortSecurityAndIpRequiredError, PortSecurityPortHasSecurityGroupError } from '../errors/group-errors.ts'
import { memberGone } from '../feed/member-writes.ts'
import { memberWrites } from '../feed/named-members.ts'
import type { DefaultGroups } from '../groups/default-groups.ts'
import { NamedGroups } from './named-groups.ts'
import { deletePortGroups, groupsOfPorts, insertPortGroups } from './port-group-rows.ts'

type Environment = Pick<ServiceEnvironment, 'publish' | 'sharing'>

/** What a request says of groups; undefined = nothing. */
const groupsIn = (request: object): readonly string[] | undefined =>
  (request as { readonly securityGroups?: readonly string[] }).securityGroups

/** Keeps which ports are in which groups; inside the transaction that writes the ports. */
export function portHooks(env: Environment, defaults: DefaultGroups): ServiceExtensionHooks {
  return {
    processCreatePorts: (creations, tx, context) => create(env, defaults, creations, tx, context),
    processUpdatePort: (request, port, tx, context) => update(env, defaults, { request, port }, tx, context),
  }
}

/** As many statements for a thousand ports as for one. */
async function create(
  env: Environment,
  defaults: DefaultGroups,
  creations: readonly PortCreation[],
  tx: Transaction,
  context: RequestContext,
): Promise<void> {
  const defaultOf = await defaults.ensure(
    tx,
    context,
    creations.map(({ resource }) => resource.projectId),
  )
  const named = await NamedGroups.load(
    env,
    tx,
    creations.flatMap(({ request }) => groupsIn(request) ?? []),
  )
  const members: { readonly port: Port; readonly groupIds: readonly string[] }[] = []
  for (const { request, resource: port } of creations) {
    const wanted = groupsIn(request)
    if (!port.portSecurityEnabled && wanted !== undefined && wanted.length > 0) {
      throw new PortSecurityAndIpRequiredError()
    }
    if (!isGuarded(port)) continue
    if (wanted !== undefined) await named.require(context, port.projectId, wanted)
    const own = defaultOf.get(port.projectId)
    members.push({ port, groupIds: wanted ?? (own === undefined ? [] : [own]) })
  }
  const pairs = members.flatMap(({ port, groupIds }) => groupIds.map((groupId) => ({ port, groupId })))
  await insertPortGroups(
    tx.db,
    pairs.map(({ port, groupId }) => ({ portId: port.id, groupId })),
  )
  await env.publish(tx, await memberWrites(tx.db, pairs))
}

interface Update {
  readonly request: PortUpdate
  /** As it is now. */
  readonly port: Port
}

async function update(
  env: Environment,
  defaults: DefaultGroups,
  { request, port }: Update,
  tx: Transaction,
  context: RequestContext,
): Promise<void> {
  await defaults.ensure(tx, context, [port.projectId])
  const wanted = groupsIn(request)
  if (!port.portSecurityEnabled && wanted !== undefined && wanted.length > 0) throw new PortSecurityAndIpRequiredError()
  const asksNothing = wanted === undefined && (port.portSecurityEnabled || request.portSecurityEnabled === undefined)
  if (asksNothing) return
  const before = ((await groupsOfPorts(tx.db, [port.id])).get(port.id) ?? []).map(({ groupId }) => groupId)
  if (wanted === undefined) {
    if (before.length > 0) throw new PortSecurityPortHasSecurityGroupError()
    return
  }
  const after = isGuarded(port) ? wanted : []
  const added = after.filter((id) => !before.includes(id))
  const removed = before.filter((id) => !after.includes(id))
  if (added.length === 0 && removed.length === 0) return
  await (await NamedGroups.load(env, tx, after)).require(context, port.projectId, after)
  if (removed.length > 0) await deletePortGroups(tx.db, port.id, removed)
  await insertPortGroups(
    tx.db,
    added.map((groupId) => ({ portId: port.id, groupId })),
  )
  await env.publish(tx, [
    ...removed.map((groupId) => memberGone(groupId, port)),
    ...(await memberWrites(
      tx.db,
      added.map((groupId) => ({ port, groupId })),
    )),
  ])
}
