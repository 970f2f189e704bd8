import {
  type FeedWrite,
  type MechanismDriver,
  type Port,
  VIF_TYPE_BINDING_FAILED,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { hostTopic, type PortItem, portKey } from '@netloom/core/wire'
import type { Ml2Environment } from '../environment/environment.ts'
import { agentTypeOf } from './agent-type-of.ts'
import type { Said } from '../environment/port-extensions.ts'

/** Somebody bound it, so an agent has to wire it. */
export function isBound({ binding }: Port): boolean {
  return binding.host !== '' && binding.vifType !== VIF_TYPE_UNBOUND && binding.vifType !== VIF_TYPE_BINDING_FAILED
}

/** A port as it was and as it is now; either may be missing. */
interface Change {
  readonly before?: Port
  readonly after?: Port
}

/** What services say of ports as they are, before a change: see {@link publishPorts}. */
export function saidOf({ portExtensions }: Ml2Environment, tx: Transaction, ports: readonly Port[]): SaidById {
  return portExtensions.of(ports.filter(isBound), tx.db)
}

type SaidById = Promise<ReadonlyMap<string, Said>>

/**
 * Tells hosts of changed ports. `said` is what services said of them before, where the change may be of that, too: absent =
 * they say the same.
 */
export async function publishPorts(
  env: Ml2Environment,
  tx: Transaction,
  changes: readonly Change[],
  said?: Awaited<SaidById>,
): Promise<void> {
  const ports = changes.flatMap(({ after = [] }) => after)
  const now = await saidOf(env, tx, ports)
  const standby = await env.standby.of(ports, tx.db)
  const writes = changes.flatMap(({ before, after }) => {
    const id = after?.id ?? ''
    const all = portFeedWrites(env.mechanisms.drivers, before, after, (said ?? now).get(id), now.get(id))
    // Where it stands by from now on it stays plugged.
    return all.filter(({ topic, body }) => body !== null || !standby.get(id)?.some((host) => topic === hostTopic(host)))
  })
  await tx.publish(writes)
  if (standby.size > 0) await tx.publish(await standbyWrites(env, tx, ports, standby, now))
}

/** The hosts where these ports stand by have changed; those in `gone` have them no more. */
export async function publishStandby(
  env: Ml2Environment,
  tx: Transaction,
  ports: readonly Port[],
  gone: readonly string[] = [],
): Promise<void> {
  const standby = await env.standby.of(ports, tx.db)
  const removed = ports.flatMap(({ id, binding, revisionNumber: revision }) =>
    gone
      .filter((host) => host !== binding.host && standby.get(id)?.includes(host) !== true)
      .map((host): FeedWrite => ({ topic: hostTopic(host), key: portKey(id), revision, body: null })),
  )
  await tx.publish([...removed, ...(await standbyWrites(env, tx, ports, standby, await saidOf(env, tx, ports)))])
}

/** Ports that are gone, where they stood by. */
export const standbyRemovals = (
  ports: readonly Port[],
  standby: ReadonlyMap<string, readonly string[]>,
): readonly FeedWrite[] =>
  ports.flatMap(({ id, revisionNumber }) =>
    (standby.get(id) ?? []).map((host) => ({
      ...{ topic: hostTopic(host), key: portKey(id), revision: revisionNumber + 1, body: null },
    })),
  )

/** One that is not bound is on its way to another host: who has it plugged keeps it. */
async function standbyWrites(
  env: Ml2Environment,
  tx: Transaction,
  ports: readonly Port[],
  standby: ReadonlyMap<string, readonly string[]>,
  said: ReadonlyMap<string, Said>,
): Promise<readonly FeedWrite[]> {
  const writes: FeedWrite[] = []
  for (const port of ports) {
    const hosts = standby.get(port.id) ?? []
    if (hosts.length === 0 || !isBound(port)) continue
    for (const there of await env.standby.boundElsewhere(tx, port, hosts)) {
      const item = itemOf(there, env.mechanisms.drivers, said.get(port.id))
      if (item === undefined) continue
      const { host } = there.binding
      const body = { ...item, standby: true } satisfies PortItem
      writes.push({ topic: hostTopic(host), key: portKey(port.id), revision: port.revisionNumber, body })
    }
  }
  return writes
}

/** What the hosts must hear when `before` becomes `after` (either may be missing): one item moved, changed or gone. */
export function portFeedWrites(
  drivers: readonly MechanismDriver[],
  before: Port | undefined,
  after: Port | undefined,
  saidBefore?: Said,
  said?: Said,
): readonly FeedWrite[] {
  const old = before === undefined ? undefined : itemOf(before, drivers, saidBefore)
  const now = after === undefined ? undefined : itemOf(after, drivers, said)
  const stays = now !== undefined && before?.binding.host === after?.binding.host
  const writes: FeedWrite[] = []
  if (before !== undefined && old !== undefined && !stays) {
    const revision = after?.revisionNumber ?? before.revisionNumber + 1
    writes.push({ topic: hostTopic(before.binding.host), key: portKey(before.id), revision, body: null })
  }
  if (after !== undefined && now !== undefined && !(stays && JSON.stringify(old) === JSON.stringify(now))) {
    writes.push({
      topic: hostTopic(after.binding.host),
      key: portKey(after.id),
      revision: after.revisionNumber,
      body: now,
    })
  }
  return writes
}

function itemOf(port: Port, drivers: readonly MechanismDriver[], extensions?: Said): PortItem | undefined {
  const bottom = port.binding.levels.at(-1)
  if (!isBound(port) || bottom === undefined) return undefined
  return {
    id: port.id,
    networkId: port.networkId,
    macAddress: port.macAddress,
    adminStateUp: port.adminStateUp,
    deviceOwner: port.deviceOwner,
    deviceId: port.deviceId,
    fixedIps: port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnetId, ipAddress })),
    allowedAddressPairs: port.allowedAddressPairs.map(({ ipAddress, macAddress }) => ({ ipAddress, macAddress })),
    portSecurityEnabled: port.portSecurityEnabled,
    segmentId: bottom.segmentId,
    vifType: port.binding.vifType,
    vnicType: port.binding.vnicType,
    profile: { ...port.binding.profile },
    agentType: agentTypeOf(port, drivers) ?? null,
    ...(extensions !== undefined && { extensions }),
  }
}
