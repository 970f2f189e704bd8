import {
  type FeedWrite,
  type MechanismDriver,
  type Port,
  VIF_TYPE_BINDING_FAILED,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import { hostTopic, type PortItem, portKey } from '@netloom/core/wire'
import { agentTypeOf } from './agent-type-of.ts'

/** Somebody bound it, so an agent has to wire it. */
export function isBound({ binding }: Port): boolean {
  return binding.host !== '' && binding.vifType !== VIF_TYPE_UNBOUND && binding.vifType !== VIF_TYPE_BINDING_FAILED
}

/** What the hosts must hear when `before` becomes `after` (either may be missing): one item moved, changed or gone. */
export function portFeedWrites(
  drivers: readonly MechanismDriver[],
  before: Port | undefined,
  after: Port | undefined,
): readonly FeedWrite[] {
  const old = before === undefined ? undefined : itemOf(before, drivers)
  const now = after === undefined ? undefined : itemOf(after, drivers)
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

function itemOf(port: Port, drivers: readonly MechanismDriver[]): PortItem | undefined {
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
  }
}
