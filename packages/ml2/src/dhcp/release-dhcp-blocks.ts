import { DHCP_ENTITY } from '@netloom/core/dhcp'
import type { PortService } from '@netloom/core/services'
import type { Ml2Environment } from '../environment.ts'
import { chunks } from '../rows/chunks.ts'

/** Ports of these networks wait for no DHCP server any more: nobody is left who would say that it knows them. Returns how many did. */
export async function releaseDhcpBlocks(
  { store }: Pick<Ml2Environment, 'store'>,
  ports: PortService,
  networkIds: readonly string[],
): Promise<number> {
  const waiting: string[] = []
  for (const ids of chunks(networkIds)) {
    const rows = await store.db
      .selectFrom('provisioning_blocks')
      .innerJoin('ports', 'ports.id', 'provisioning_blocks.object_id')
      .select('ports.id')
      .where('ports.network_id', 'in', ids)
      .where('provisioning_blocks.entity', '=', DHCP_ENTITY)
      .execute()
    waiting.push(...rows.map(({ id }) => id))
  }
  await ports.reportProvisioned(DHCP_ENTITY, waiting)
  return waiting.length
}
