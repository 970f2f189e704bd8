import type { Port, ServiceEnvironment, ServiceListener } from '@netloom/core'
import { memberAddresses, memberGone } from '../feed/member-writes.ts'
import { memberWrites } from '../feed/named-members.ts'
import type { DefaultGroups } from '../groups/default-groups.ts'
import { deletePortGroups, groupsOfPorts } from './port-group-rows.ts'

/** What happens to ports beside requests about their groups: addresses come and go with subnets, and ports go. */
export function portListener(
  { publish }: Pick<ServiceEnvironment, 'publish'>,
  defaults: DefaultGroups,
): ServiceListener {
  return {
    name: 'security-groups',
    createNetworkPrecommit: async ({ current, request }, tx) => {
      await defaults.ensure(tx, request, [current.projectId])
    },
    updatePortPrecommit: async ({ current, original }, tx) => {
      if (original === undefined || hasSameAddresses(original, current)) return
      if (memberAddresses(original).join() === memberAddresses(current).join()) return
      const groups = (await groupsOfPorts(tx.db, [current.id])).get(current.id) ?? []
      const members = groups.map(({ groupId }) => ({ port: current, groupId }))
      await publish(tx, await memberWrites(tx.db, members))
    },
    deletePortPrecommit: async ({ current }, tx) => {
      const groups = (await groupsOfPorts(tx.db, [current.id])).get(current.id) ?? []
      if (groups.length === 0) return
      await deletePortGroups(tx.db, current.id)
      await publish(
        tx,
        groups.map(({ groupId }) => memberGone(groupId, current)),
      )
    },
  }
}

/** As written: most changes of a port, its binding above all, are of something else. */
const hasSameAddresses = (before: Port, after: Port): boolean =>
  isSameList(before.fixedIps, after.fixedIps) && isSameList(before.allowedAddressPairs, after.allowedAddressPairs)

function isSameList(before: readonly WithAddress[], after: readonly WithAddress[]): boolean {
  return before.length === after.length && before.every(({ ipAddress }, at) => ipAddress === after[at]?.ipAddress)
}

interface WithAddress {
  readonly ipAddress: string
}
