import { createHash } from 'node:crypto'
import type { AskingPortItem } from '../wire/metadata-topics.ts'
import { hostNameOf } from './host-name.ts'
import type { Leaves } from './listing.ts'

/** Nova's. */
const VERSIONS = [
  ...['1.0', '2007-01-19', '2007-03-01', '2007-08-29', '2007-10-10', '2007-12-15', '2008-02-01', '2008-09-01'],
  ...['2009-04-04', 'latest'],
] as const

/** Eight hexadecimal digits, as Amazon's ids have. */
const shortId = (prefix: string, id: string): string =>
  `${prefix}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`

/** `/latest/meta-data/…`: what Amazon's data source of cloud-init reads, and scripts that ask with curl. */
export function ec2Leaves(guest: AskingPortItem, address: string, userData: Buffer | undefined): Leaves {
  const { instanceId, macAddress, addresses } = guest
  const name = hostNameOf(guest)
  const ipv4 = addresses.find((one) => !one.includes(':')) ?? address
  const leaves: Readonly<Record<string, string>> = {
    'ami-id': shortId('ami', instanceId),
    'ami-launch-index': '0',
    'ami-manifest-path': 'FIXME',
    'block-device-mapping/ami': 'vda',
    'block-device-mapping/root': '/dev/vda',
    hostname: name,
    'instance-action': 'none',
    'instance-id': shortId('i', instanceId),
    'instance-type': 'netloom',
    'local-hostname': name,
    'local-ipv4': ipv4,
    mac: macAddress,
    'placement/availability-zone': 'nova',
    'public-hostname': name,
    'reservation-id': shortId('r', instanceId),
    'security-groups': 'default',
  }
  return Object.fromEntries(
    VERSIONS.flatMap((version): [string, string | Buffer | undefined][] => [
      ...Object.entries(leaves).map(([leaf, body]): [string, string] => [`${version}/meta-data/${leaf}`, body]),
      [`${version}/user-data`, userData],
    ]),
  )
}
