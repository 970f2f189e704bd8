import { InvalidInputError, type Network, type ProviderSegment } from '@netloom/core'
import { ADMIN, MEMBER, READER } from '../policy/rule.ts'
import { defineResource, type Resource, type Values } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { domainName } from '../values/domain-name.ts'
import { integer } from '../values/integer.ts'
import { providerSegments } from '../values/provider-segments.ts'
import { shown } from '../values/shown.ts'
import { zoneHints } from '../values/structures.ts'
import { text, textOrNull } from '../values/text.ts'
import { uuidOrNull } from '../values/uuid.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'

const ADMIN_UNLESS_FALSE = { create: ADMIN, update: ADMIN, default: false }
const ADMIN_ONLY = { create: ADMIN, read: ADMIN, update: ADMIN }
const idOrNull = { type: ['string', 'null'], format: 'uuid' }
const ids = { type: 'array', items: { type: 'string', format: 'uuid' } }

/** `/v2.0/networks` */
export const networkResource: Resource = defineResource<Network>({
  name: 'network',
  plural: 'networks',
  strictMarker: true,
  summary: 'An isolated layer-2 segment, or several that belong together.',
  tagged: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ networks }) => networks,
  toCreate: withProvider,
  fixed: notMoved,
  attributes: {
    ...identity<Network>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    ...ownership<Network>(),
    admin_state_up: { type: boolean, post: 'allowed', put: 'allowed', filter: true, sort: true },
    mtu: { type: integer({ min: 0, max: 2_147_483_647 }), post: 'allowed', put: 'allowed', filter: true, sort: true },
    status: { type: shown({ enum: ['ACTIVE', 'DOWN', 'BUILD', 'ERROR'] }), filter: true, sort: true },
    subnets: { type: shown(ids), field: 'subnetIds' },
    shared: {
      type: boolean,
      post: 'allowed',
      put: 'allowed',
      filter: true,
      policy: ADMIN_UNLESS_FALSE,
    },
    availability_zone_hints: { type: zoneHints, post: 'allowed', filter: true, sort: true },
    availability_zones: { type: shown({ type: 'array', items: { type: 'string' } }) },
    ipv4_address_scope: { type: shown(idOrNull), field: 'ipv4AddressScopeId' },
    ipv6_address_scope: { type: shown(idOrNull), field: 'ipv6AddressScopeId' },
    'router:external': {
      type: boolean,
      post: 'allowed',
      put: 'allowed',
      filter: true,
      policy: ADMIN_UNLESS_FALSE,
    },
    is_default: {
      type: boolean,
      post: 'allowed',
      put: 'allowed',
      filter: true,
      policy: ADMIN_UNLESS_FALSE,
    },
    'provider:network_type': {
      type: text(32),
      field: 'networkType',
      post: 'allowed',
      put: 'unchanged',
      filter: true,
      policy: ADMIN_ONLY,
      read: (network) => only(network)?.networkType,
    },
    'provider:physical_network': {
      type: textOrNull(64),
      field: 'physicalNetwork',
      post: 'allowed',
      put: 'unchanged',
      filter: true,
      policy: ADMIN_ONLY,
      read: (network) => only(network)?.physicalNetwork,
    },
    'provider:segmentation_id': {
      type: integer(),
      answers: { type: ['integer', 'null'] },
      field: 'segmentationId',
      post: 'allowed',
      put: 'unchanged',
      filter: true,
      policy: ADMIN_ONLY,
      read: (network) => only(network)?.segmentationId,
    },
    segments: {
      type: providerSegments,
      post: 'allowed',
      put: 'unchanged',
      isUnchanged: isOwnSegments,
      policy: ADMIN_ONLY,
      read: (network) =>
        only(network) === undefined
          ? network.segments.filter(({ isDynamic }) => !isDynamic).map(providerOf)
          : undefined,
    },
    port_security_enabled: { type: boolean, post: 'allowed', put: 'allowed' },
    l2_adjacency: { type: shown({ type: 'boolean' }), field: 'l2Adjacency' },
    dns_domain: { type: domainName, post: 'allowed', put: 'allowed' },
    qos_policy_id: { type: uuidOrNull, post: 'allowed', put: 'allowed' },
    ...standardAttributes<Network>(),
  },
})

/** The segment of a network that has just one; networks with several show `segments` instead. */
function only({ segments }: Network): Network['segments'][number] | undefined {
  const own = segments.filter(({ isDynamic }) => !isDynamic)
  return own.length === 1 ? own[0] : undefined
}

function providerOf({
  networkType,
  physicalNetwork,
  segmentationId,
}: ProviderSegment | Network['segments'][number]): object {
  return {
    'provider:network_type': networkType,
    'provider:physical_network': physicalNetwork ?? null,
    'provider:segmentation_id': segmentationId ?? null,
  }
}

/** `provider:*` become one `provider`; empty `segments` are none. */
function withProvider({ networkType, physicalNetwork, segmentationId, segments, ...rest }: Values): Values {
  const provider = {
    ...(networkType !== undefined && { networkType }),
    ...(physicalNetwork !== undefined && physicalNetwork !== null && physicalNetwork !== '' && { physicalNetwork }),
    ...(segmentationId !== undefined && { segmentationId }),
  }
  if (networkType === undefined && Object.keys(provider).length > 0)
    throw new InvalidInputError('network_type required')
  const several = segments as readonly ProviderSegment[] | undefined
  return {
    ...rest,
    ...(Object.keys(provider).length > 0 && { provider }),
    ...(several !== undefined && several.length > 0 && { segments: several }),
  }
}

/** Neutron's words; of a VLAN's id it would say others, since it can change one that nobody uses. */
function notMoved(names: readonly string[]): Error {
  if (names.join() === 'provider:segmentation_id') {
    return new InvalidInputError('Only VLAN type networks can be updated.')
  }
  return new InvalidInputError(
    `Plugin does not support updating the following provider network attributes: ${names.join(', ')}`,
  )
}

/** None said = none meant. */
function isOwnSegments({ segments }: Network, asked: unknown): boolean {
  const wanted = (asked ?? []) as readonly ProviderSegment[]
  const own = segments.filter(({ isDynamic }) => !isDynamic)
  return (
    wanted.length === 0 ||
    (wanted.length === own.length &&
      wanted.every((one, index) => JSON.stringify(providerOf(own[index] ?? one)) === JSON.stringify(providerOf(one))))
  )
}
