import { METADATA_ADDRESS, METADATA_ADDRESS_6, STATE_PATH, type DhcpOptions } from './dhcp-options.ts'

/** Name of the file. */
export const PROXY_CONFIG = 'haproxy.cfg'

/** Port of the metadata service, as every guest's cloud-init knows it. */
const PORT = 80

const BIND = `  bind ${METADATA_ADDRESS}:${String(PORT)}`
const bind6 = (device: string): string => `  bind ${METADATA_ADDRESS_6}:${String(PORT)} interface ${device}`

/** The same for a link that can have no address of IPv6: haproxy does not start when it cannot listen at one of several. */
export const withoutIpv6 = (config: string, device: string): string =>
  config
    .replace(`${BIND}\n`, `${BIND} interface ${device}\n`)
    .replace(new RegExp(`^  bind ${METADATA_ADDRESS_6}:.*\\n`, 'm'), '')

/**
 * haproxy's configuration for one network. Whoever answers behind the socket learns from two headers which guest asked: the
 * network, which a guest cannot set itself, and its address.
 */
export function proxyConfig(networkId: string, device: string, options: DhcpOptions): string {
  const { metadataSocket = `${STATE_PATH}/metadata_proxy`, proxyUser, proxyGroup } = options
  const lines = [
    'global',
    '  maxconn 1024',
    ...(proxyUser === undefined ? [] : [`  user ${proxyUser}`]),
    ...(proxyGroup === undefined ? [] : [`  group ${proxyGroup}`]),
    'defaults',
    '  mode http',
    '  option http-server-close',
    '  retries 3',
    '  timeout http-request 30s',
    '  timeout connect 30s',
    '  timeout client 32s',
    '  timeout server 32s',
    '  timeout http-keep-alive 30s',
    'listen metadata',
    BIND,
    // A link-local address is one only together with its link.
    bind6(device),
    '  http-request del-header X-Neutron-Router-ID',
    `  http-request set-header X-Neutron-Network-ID ${networkId}`,
    // What a guest claims about itself is not passed on.
    '  http-request set-header X-Forwarded-For %[src]',
    `  server metadata unix@${metadataSocket}`,
  ]
  return `${lines.join('\n')}\n`
}
