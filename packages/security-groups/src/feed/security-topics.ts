import type { ServiceTopics, WatchingAgent } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import { SECURITY_TOPICS } from '@netloom/core/firewall'
import { type Db, tablesIn } from '../store/tables.ts'

type Leading = (db: Db, host: string, ids: readonly string[]) => Promise<readonly (string | null)[]>

/** Groups that ports of the host are in. */
const ownGroups: Leading = async (db, host, ids) => {
  const rows = await tablesIn(db)
    .selectFrom('port_security_groups')
    .innerJoin('port_bindings', 'port_bindings.port_id', 'port_security_groups.port_id')
    .select('port_security_groups.security_group_id as id')
    .distinct()
    .where('port_bindings.host', '=', host)
    .where('port_security_groups.security_group_id', 'in', ids)
    .execute()
  return rows.map(({ id }) => id)
}

/** What rules of those groups name as the other side. */
const remotesIn =
  (column: 'remote_group_id' | 'remote_address_group_id'): Leading =>
  async (db, host, ids) => {
    const rows = await tablesIn(db)
      .selectFrom('security_group_rules')
      .innerJoin(
        'port_security_groups',
        'port_security_groups.security_group_id',
        'security_group_rules.security_group_id',
      )
      .innerJoin('port_bindings', 'port_bindings.port_id', 'port_security_groups.port_id')
      .select(`security_group_rules.${column} as id`)
      .distinct()
      .where('port_bindings.host', '=', host)
      .where(`security_group_rules.${column}`, 'in', ids)
      .execute()
    return rows.map(({ id }) => id)
  }

/** Agents may watch what a port of their host leads to. */
const whoseFilterNeeds =
  (leading: Leading) =>
  async ({ host }: WatchingAgent, ids: readonly string[], db: Db): Promise<ReadonlySet<string>> => {
    const allowed = new Set<string>()
    for (const piece of chunks(ids)) for (const id of await leading(db, host, piece)) if (id !== null) allowed.add(id)
    return allowed
  }

const LEADING: Readonly<Record<string, Leading>> = {
  'security-group': ownGroups,
  'security-group-members': remotesIn('remote_group_id'),
  'address-group': remotesIn('remote_address_group_id'),
}

/** Rules of groups, addresses of their members, prefixes of address groups: what hosts filter by. */
export const securityTopics: ServiceTopics = Object.fromEntries(
  Object.entries(LEADING).map(([kind, leading]) => [
    kind,
    { payloads: {}, ...SECURITY_TOPICS[kind], mayWatch: whoseFilterNeeds(leading) },
  ]),
)
