import type { FeedWrite, Port } from '@netloom/core'
import { type SecurityMemberItem, securityMembersTopic } from '@netloom/core/firewall'
import { canonicalPrefix } from '@netloom/core/kit'
import { portKey } from '@netloom/core/wire'

export interface Member extends Pick<Port, 'id' | 'revisionNumber'> {
  readonly fixedIps: readonly { readonly ipAddress: string }[]
  readonly allowedAddressPairs: readonly { readonly ipAddress: string }[]
}

/**
 * By what addresses a port is known to rules that name its groups: its own, and those of its pairs. A pair for everywhere is none: it
 * would let everybody in (LP 1867119).
 */
export function memberAddresses({
  fixedIps,
  allowedAddressPairs,
}: Pick<Member, 'fixedIps' | 'allowedAddressPairs'>): readonly string[] {
  const pairs = allowedAddressPairs.map(({ ipAddress }) => canonicalPrefix(ipAddress) ?? ipAddress)
  const own = fixedIps.map(({ ipAddress }) => ipAddress)
  return [...new Set([...own, ...pairs.filter((one) => !one.endsWith('/0'))])].sort()
}

export const memberWrite = (groupId: string, port: Member): FeedWrite => ({
  topic: securityMembersTopic(groupId),
  key: portKey(port.id),
  revision: port.revisionNumber,
  body: { portId: port.id, addresses: memberAddresses(port) } satisfies SecurityMemberItem,
})

export const memberGone = (groupId: string, port: Pick<Port, 'id' | 'revisionNumber'>): FeedWrite => ({
  topic: securityMembersTopic(groupId),
  key: portKey(port.id),
  revision: port.revisionNumber + 1,
  body: null,
})
