import type { ServiceEnvironment } from '@netloom/core'
import { DHCP_ENTITY } from '@netloom/core/dhcp'

const BATCH = 500

/** Ports of these networks wait for no DHCP server any more: nobody is left who would say that it knows them. Returns how many did. */
export async function releaseDhcpBlocks(
  { store, provisioning }: Pick<ServiceEnvironment, 'store' | 'provisioning'>,
  networkIds: readonly string[],
): Promise<number> {
  const waiting: string[] = []
  for (let start = 0; start < networkIds.length; start += BATCH) {
    const rows = await store.db
      .selectFrom('provisioning_blocks')
      .innerJoin('ports', 'ports.id', 'provisioning_blocks.object_id')
      .select('ports.id')
      .where('ports.network_id', 'in', networkIds.slice(start, start + BATCH))
      .where('provisioning_blocks.entity', '=', DHCP_ENTITY)
      .execute()
    waiting.push(...rows.map(({ id }) => id))
  }
  await provisioning.complete(DHCP_ENTITY, waiting)
  return waiting.length
}
