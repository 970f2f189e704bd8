import type { ResourceRows } from '@netloom/core'
import { completePorts, selectPorts } from './load-ports.ts'
import { loadNetwork } from './network-rows.ts'
import { subnetOf } from './subnet-rows.ts'

export const resourceRows: ResourceRows = {
  network: async (db, id) => (await loadNetwork(db, id))?.network,
  subnetsOf: async (db, networkIds) => {
    const ids = typeof networkIds === 'string' ? [networkIds] : networkIds
    const rows = await db.selectFrom('subnets').selectAll().where('network_id', 'in', ids).orderBy('id').execute()
    return rows.map(subnetOf)
  },
  portsOf: async (db, networkId, { deviceOwner } = {}) => {
    const all = selectPorts(db).where('ports.network_id', '=', networkId).orderBy('ports.id')
    const wanted = deviceOwner === undefined ? all : all.where('ports.device_owner', '=', deviceOwner)
    return completePorts(db, await wanted.execute())
  },
}
