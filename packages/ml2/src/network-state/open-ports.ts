import type { Port } from '@netloom/core'
import type { Schema, Transaction } from '@netloom/core/store'
import { NETWORK_KEY, type NetworkItem, networkTopic } from '@netloom/core/wire'
import { sql, type Kysely } from 'kysely'
import { isNetworkOwned, isOnSeveralHosts } from '../base/device-owners.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { networkFeedWrite } from './network-feed.ts'
import { touchNetwork } from './touch-network.ts'

/** A port that came, changed or went. */
export interface OpenedOrClosed {
  readonly before?: Port
  readonly after?: Port
}

/**
 * Whether the port may be reached at addresses that are not known to be at its place alone. The network's own devices have no
 * port security, but answer for their fixed addresses only.
 */
export function isOpen({ allowedAddressPairs, portSecurityEnabled, deviceOwner }: Port): boolean {
  if (allowedAddressPairs.length > 0 || isOnSeveralHosts(deviceOwner)) return true
  return !portSecurityEnabled && !isNetworkOwned(deviceOwner)
}

/** In the words of the index `ports_open`: it is used only for the very same condition. */
const openPorts = sql<boolean>`(allowed_address_pairs <> '[]' or device_owner in ('network:router_interface_distributed', 'network:ha_router_replicated_interface')
      or (port_security_enabled = 0 and substr(device_owner, 1, 8) <> 'network:'))`

/** Costs the same however many ports the network has. */
export async function hasOpenPort(db: Kysely<Schema>, networkId: string): Promise<boolean> {
  const row = await db
    .selectFrom('ports')
    .select('id')
    .where('network_id', '=', networkId)
    .where(openPorts)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Tells the members of networks that got their first open port, or lost their last one. Called when the rows are written. */
export async function publishOpenness(
  env: Ml2Environment,
  tx: Transaction,
  changes: readonly OpenedOrClosed[],
): Promise<void> {
  const networkIds = new Set(
    changes.flatMap(({ before, after }) => {
      const was = before !== undefined && isOpen(before)
      const is = after !== undefined && isOpen(after)
      return was === is ? [] : [(after ?? before)?.networkId ?? '']
    }),
  )
  for (const networkId of networkIds) {
    const addressesFixed = !(await hasOpenPort(tx.db, networkId))
    if ((await publishedItem(tx.db, networkId))?.addressesFixed === addressesFixed) continue
    const loaded = await loadNetwork(tx.db, networkId)
    if (loaded === undefined) continue
    await tx.publish([networkFeedWrite(await touchNetwork(env, tx, loaded.network), addressesFixed)])
  }
}

async function publishedItem(db: Kysely<Schema>, networkId: string): Promise<NetworkItem | undefined> {
  const row = await db
    .selectFrom('feed_items')
    .select('body')
    .where('topic', '=', networkTopic(networkId))
    .where('item_key', '=', NETWORK_KEY)
    .executeTakeFirst()
  return row === undefined ? undefined : (JSON.parse(row.body) as NetworkItem)
}
