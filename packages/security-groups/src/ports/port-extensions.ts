import type { Port, StartedService } from '@netloom/core'
import { isGuarded, type PortGroups } from '@netloom/core/firewall'
import type { Db } from '../store/tables.ts'
import { groupsOfPorts } from './port-group-rows.ts'

/** What agents are told of a port's groups; nothing of ports that nobody filters. */
export const portExtensions: NonNullable<StartedService['portExtensions']> = async (ports: readonly Port[], db: Db) => {
  const filtered = ports.filter(isGuarded)
  const groups = await groupsOfPorts(
    db,
    filtered.map(({ id }) => id),
  )
  return new Map(filtered.map(({ id }) => [id, { ...saidOf(groups.get(id) ?? []) }]))
}

function saidOf(groups: readonly { readonly groupId: string; readonly stateful: boolean }[]): PortGroups {
  return { groupIds: groups.map(({ groupId }) => groupId), stateful: groups.every(({ stateful }) => stateful) }
}
