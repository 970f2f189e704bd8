import { join } from 'node:path'
import {
  METADATA_ADDRESS,
  METADATA_ADDRESS_6,
  METADATA_PORT,
  METADATA_PROXY_FILE,
  metadataProxyArguments,
  metadataProxyText,
} from '@netloom/core/kit'
import { type L3Options, LEAST_IPV6_MTU, type RouterMetadata } from './l3-options.ts'
import { INTERNAL_PREFIX, namespaceOf } from './names.ts'
import type { ServedInterface, ServedRouter } from './served-router.ts'
import type { MetadataProxyState, RouterRule } from './states.ts'

/** From guests alone: what comes in by the gateway is nobody's that we know. */
const FROM_INSIDE = `"${INTERNAL_PREFIX}*"`

/** Who answers guests of a router; nobody where it has no networks of guests. Pure. */
export function renderMetadataProxy(
  { router, interfaces }: ServedRouter,
  { metadata, metadataDirectory }: L3Options,
): MetadataProxyState | undefined {
  if (metadata === undefined || metadataDirectory === undefined || !interfaces.some(isInternal)) return undefined
  const { port, ipv6, socket, user, group } = metadata
  const directory = join(metadataDirectory, router.id)
  const binds = [ipv6 ? `:::${String(port)} v4v6` : `*:${String(port)}`]
  const text = metadataProxyText({ object: 'Router', id: router.id, binds, socket, user, group })
  return {
    ...{ kind: 'metadata-proxy', id: router.id, namespace: namespaceOf(router.id), directory, running: true },
    arguments: metadataProxyArguments(directory),
    files: { [METADATA_PROXY_FILE]: text },
  }
}

/** The metadata address leads to the proxy, before anything else is looked for. Pure. */
export function metadataRedirects(metadata: RouterMetadata | undefined): readonly RouterRule[] {
  if (metadata === undefined) return []
  const to = (address: string): string =>
    `iifname ${FROM_INSIDE} ${address} tcp dport ${String(METADATA_PORT)} redirect to :${String(metadata.port)}`
  return [
    { name: 'metadata', text: to(`ip daddr ${METADATA_ADDRESS}`) },
    ...(metadata.ipv6 ? [{ name: 'metadata-ipv6', text: to(`ip6 daddr ${METADATA_ADDRESS_6}`) }] : []),
  ]
}

/** Nobody else gets at it: neither from outside, nor at the router's own addresses. Pure. */
export function metadataGuards(metadata: RouterMetadata | undefined): readonly RouterRule[] {
  if (metadata === undefined) return []
  const port = `tcp dport ${String(metadata.port)}`
  return [
    { name: 'metadata-outside', text: `iifname != ${FROM_INSIDE} ${port} drop` },
    { name: 'metadata-direct', text: `${port} ct status & dnat == 0 drop` },
  ]
}

/** Guests with IPv6 alone ask on their link, so that each of the router's has the address. Pure. */
export const metadataAddresses = ({ kind, mtu }: ServedInterface, { metadata }: L3Options): readonly string[] =>
  kind === 'internal' && metadata?.ipv6 === true && mtu >= LEAST_IPV6_MTU ? [`${METADATA_ADDRESS_6}/64`] : []

const isInternal = ({ kind }: ServedInterface): boolean => kind === 'internal'
