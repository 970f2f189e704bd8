import { randomBytes } from 'node:crypto'
import type { AskingPortItem } from '../wire/metadata-topics.ts'
import type { Leaves } from './listing.ts'
import { hostNameOf } from './host-name.ts'

/** Nova's, oldest first, with the documents that came with each. */
const VERSIONS: readonly (readonly [version: string, ...documents: string[]])[] = [
  ['2012-08-10', 'meta_data.json', 'user_data'],
  ['2013-04-04'],
  ['2013-10-17', 'vendor_data.json'],
  ['2015-10-15', 'network_data.json'],
  ['2016-06-30'],
  ['2016-10-06', 'vendor_data2.json'],
  ['2017-02-22'],
  ['2018-08-27'],
  ['2020-10-14'],
  ['latest'],
]

/** Nova's length. */
const SEED_BYTES = 512

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
    // Guests stir it into their own.
    random_seed: randomBytes(SEED_BYTES).toString('base64'),
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
  const documents: Leaves = {
    'meta_data.json': JSON.stringify(meta),
    user_data: userData,
    'vendor_data.json': '{}',
    'network_data.json': JSON.stringify(network),
    'vendor_data2.json': '{}',
  }
  const names: string[] = []
  return Object.fromEntries(
    VERSIONS.flatMap(([version, ...added]) => {
      names.push(...added)
      return names.map((name) => [`openstack/${version}/${name}`, documents[name]] as const)
    }),
  )
}
