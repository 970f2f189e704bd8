import { sql } from 'kysely'
import type { AddressPair, FeedWrite, ServiceEnvironment } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { type Db, tablesIn } from '../store/tables.ts'
import { type Member, memberWrite } from './member-writes.ts'

/** Of these groups, those that a rule names as the other side: hosts are told of no other group's members. */
export async function namedGroups(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for (const piece of chunks([...new Set(ids)])) {
    if (piece.length === 0) continue
    // As text: asked at each write of a port, and putting a statement together costs more than running it.
    const { rows } = await sql<{ readonly id: string }>`select distinct remote_group_id as id from security_group_rules
      where remote_group_id in (${sql.join(piece)})`.execute(db)
    for (const { id } of rows) named.add(id)
  }
  return named
}

/** What is to be told of members that come, or have other addresses. */
export async function memberWrites(
  db: Db,
  members: readonly { readonly port: Member; readonly groupId: string }[],
): Promise<readonly FeedWrite[]> {
  const named = await namedGroups(
    db,
    members.map(({ groupId }) => groupId),
  )
  return members.filter(({ groupId }) => named.has(groupId)).map(({ port, groupId }) => memberWrite(groupId, port))
}

/**
 * Runs what makes rules; of groups that were named by none before all members are published. Those that went were taken out
 * of the topic at once, so that writing the ones that are there is all.
 */
export async function publishingMembers<T>(
  env: Pick<ServiceEnvironment, 'publish'>,
  tx: Transaction,
  remoteGroupIds: readonly string[],
  write: () => Promise<T>,
): Promise<T> {
  const remotes = [...new Set(remoteGroupIds)]
  const before = await namedGroups(tx.db, remotes)
  const written = await write()
  for (const groupId of remotes.filter((id) => !before.has(id))) {
    for (const piece of chunks(await membersOf(tx.db, groupId)))
      await env.publish(
        tx,
        piece.map((member) => memberWrite(groupId, member)),
      )
  }
  return written
}

async function membersOf(db: Db, groupId: string): Promise<readonly Member[]> {
  const rows = await tablesIn(db)
    .selectFrom('port_security_groups')
    .innerJoin('ports', 'ports.id', 'port_security_groups.port_id')
    .leftJoin('ip_allocations', 'ip_allocations.port_id', 'ports.id')
    .select(['ports.id', 'ports.revision_number', 'ports.allowed_address_pairs', 'ip_allocations.ip_address'])
    .where('port_security_groups.security_group_id', '=', groupId)
    .orderBy('ports.id')
    .execute()
  const members = new Map<string, Member & { readonly fixedIps: { readonly ipAddress: string }[] }>()
  for (const row of rows) {
    const member = members.get(row.id) ?? {
      id: row.id,
      revisionNumber: row.revision_number,
      fixedIps: [],
      allowedAddressPairs: JSON.parse(row.allowed_address_pairs) as readonly AddressPair[],
    }
    members.set(row.id, member)
    if (row.ip_address !== null) member.fixedIps.push({ ipAddress: row.ip_address })
  }
  return [...members.values()]
}
