import { createHash } from 'node:crypto'

/** RFC 4122, appendix C: the name space of domain names. */
const DNS = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex')

/**
 * `device_id` of the port of the DHCP server of a network on a host: `dhcp<uuid5(DNS, host name up to its first dot)>-<network>`.
 * Neutron: `get_dhcp_agent_device_id`.
 */
export function dhcpDeviceId(host: string, networkId: string): string {
  const hash = createHash('sha1')
    .update(DNS)
    .update(host.split('.', 1)[0] ?? '')
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
  return `dhcp${uuid}-${networkId}`
}
