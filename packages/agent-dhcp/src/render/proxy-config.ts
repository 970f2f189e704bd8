import {
  METADATA_ADDRESS,
  METADATA_ADDRESS_6,
  METADATA_PORT,
  METADATA_PROXY_FILE,
  metadataProxyText,
} from '@netloom/core/kit'
import { STATE_PATH, type DhcpOptions } from './dhcp-options.ts'

/** Name of the file. */
export const PROXY_CONFIG: string = METADATA_PROXY_FILE

const BIND = `${METADATA_ADDRESS}:${String(METADATA_PORT)}`
// A link-local address is one only together with its link.
const bind6 = (device: string): string => `${METADATA_ADDRESS_6}:${String(METADATA_PORT)} interface ${device}`

/** The same for a link that can have no address of IPv6: haproxy does not start when it cannot listen at one of several. */
export const withoutIpv6 = (config: string, device: string): string =>
  config
    .replace(`  bind ${BIND}\n`, `  bind ${BIND} interface ${device}\n`)
    .replace(new RegExp(`^  bind ${METADATA_ADDRESS_6}:.*\\n`, 'm'), '')

/** haproxy's configuration for one network. */
export function proxyConfig(networkId: string, device: string, options: DhcpOptions): string {
  const { metadataSocket = `${STATE_PATH}/metadata_proxy`, proxyUser, proxyGroup } = options
  const [binds, socket] = [[BIND, bind6(device)], metadataSocket]
  return metadataProxyText({ object: 'Network', id: networkId, binds, socket, user: proxyUser, group: proxyGroup })
}
