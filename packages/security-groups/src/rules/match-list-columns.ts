import { type ListColumns, nullable, number, text } from '@netloom/core/kit'

/** Columns of what rules and templates let pass. */
export const matchListColumns = (table: string): ListColumns => ({
  id: text(`${table}.id`),
  direction: text(`${table}.direction`),
  ethertype: text(`${table}.ethertype`),
  protocol: nullable(text(`${table}.protocol`)),
  portRangeMin: nullable(number(`${table}.port_range_min`)),
  portRangeMax: nullable(number(`${table}.port_range_max`)),
  remoteIpPrefix: nullable(text(`${table}.remote_ip_prefix`)),
  normalizedCidr: nullable(text(`${table}.normalized_cidr`)),
  remoteGroupId: nullable(text(`${table}.remote_group_id`)),
  remoteAddressGroupId: nullable(text(`${table}.remote_address_group_id`)),
  description: text(`${table}.description`),
  revisionNumber: number(`${table}.revision_number`),
  createdAt: text(`${table}.created_at`),
  updatedAt: text(`${table}.updated_at`),
})
