import type { AskingPortItem } from '../wire/metadata-topics.ts'
import type { Leaves } from './listing.ts'
import { hostNameOf } from './host-name.ts'

/** Versions that cloud-init asks for, the newest that it knows among them. */
const VERSIONS = ['2012-08-10', '2013-04-04', '2013-10-17', '2015-10-15', '2016-06-30', '2018-08-27', 'latest'] as const

/** `/openstack/…`: what OpenStack's data source of cloud-init reads. */
export function openstackLeaves(guest: AskingPortItem, userData: Buffer | undefined): Leaves {
  const { portId, networkId, instanceId, projectId, macAddress, addresses } = guest
  const name = hostNameOf(guest)
  const meta = {
    uuid: instanceId,
    name,
    hostname: name,
    project_id: projectId,
    launch_index: 0,
    availability_zone: 'nova',
    meta: {},
    devices: [],
  }
  const hasIpv4 = addresses.some((address) => !address.includes(':'))
  const network = {
    links: [{ id: `tap${portId.slice(0, 11)}`, vif_id: portId, type: 'phy', ethernet_mac_address: macAddress }],
    networks: [
      {
        id: 'network0',
        link: `tap${portId.slice(0, 11)}`,
        network_id: networkId,
        type: hasIpv4 ? 'ipv4_dhcp' : 'ipv6_dhcp',
      },
    ],
    services: [],
  }
  return Object.fromEntries(
    VERSIONS.flatMap((version): [string, string | Buffer | undefined][] => [
      [`openstack/${version}/meta_data.json`, JSON.stringify(meta)],
      [`openstack/${version}/network_data.json`, JSON.stringify(network)],
      [`openstack/${version}/vendor_data.json`, '{}'],
      [`openstack/${version}/user_data`, userData],
    ]),
  )
}
