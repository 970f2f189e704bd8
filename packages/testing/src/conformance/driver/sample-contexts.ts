import {
  adminContext,
  type Agent,
  type AgentConfigurations,
  type BindingContext,
  type BindingLevel,
  type Network,
  type Port,
  type PortContext,
  type PortStatus,
  type ProviderSegment,
  type Segment,
  type Subnet,
} from '@netloom/core'

const TIMES = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' } as const

export const SAMPLE_NETWORK_ID = '7c9be1cf-72d2-4aa0-80fa-ce7f5c8d446f'
export const SAMPLE_PORT_ID = '1f2d7b47-c411-4858-b339-121cf26ec725'

export function sampleSegment(
  {
    networkType,
    physicalNetwork = null,
    segmentationId = null,
  }: Partial<Segment> & Pick<ProviderSegment, 'networkType'>,
  index = 0,
): Segment {
  const id = `5e900000-0000-4000-8000-00000000000${String(index)}`
  const where = { networkType, physicalNetwork, segmentationId }
  return { id, networkId: SAMPLE_NETWORK_ID, ...where, segmentIndex: index, isDynamic: false }
}

export function sampleNetwork(segments: readonly Segment[]): Network {
  return {
    id: SAMPLE_NETWORK_ID,
    projectId: 'project',
    name: 'sample',
    description: '',
    adminStateUp: true,
    status: 'ACTIVE',
    shared: false,
    routerExternal: false,
    mtu: 1450,
    segments,
    ipv4AddressScopeId: null,
    ipv6AddressScopeId: null,
    subnetIds: [sampleSubnet().id],
    portSecurityEnabled: true,
    isDefault: false,
    availabilityZoneHints: [],
    availabilityZones: [],
    l2Adjacency: true,
    dnsDomain: '',
    qosPolicyId: null,
    tags: [],
    revisionNumber: 1,
    ...TIMES,
  }
}

export function sampleSubnet(): Subnet {
  return {
    id: '0b572f86-e3f0-4a1a-9d1c-6ab2e4fbd41c',
    networkId: SAMPLE_NETWORK_ID,
    projectId: 'project',
    name: 'sample',
    description: '',
    ipVersion: 4,
    cidr: '10.100.0.0/24',
    gatewayIp: '10.100.0.1',
    enableDhcp: false,
    allocationPools: [{ start: '10.100.0.2', end: '10.100.0.254' }],
    dnsNameservers: [],
    hostRoutes: [],
    ipv6RaMode: null,
    ipv6AddressMode: null,
    segmentId: null,
    subnetpoolId: null,
    serviceTypes: [],
    tags: [],
    revisionNumber: 1,
    ...TIMES,
  }
}

/** A live agent of a host. */
export function sampleAgent(agentType: string, host: string, configurations: AgentConfigurations): Agent {
  return {
    id: `a9e00000-0000-4000-8000-${host.padStart(12, '0').slice(-12)}`,
    agentType,
    binary: 'sample',
    host,
    availabilityZone: null,
    adminStateUp: true,
    description: '',
    alive: true,
    configurations,
    heartbeatAt: TIMES.createdAt,
    startedAt: TIMES.createdAt,
    createdAt: TIMES.createdAt,
  }
}

/** One state of a port, from which contexts are made. */
export interface SamplePort {
  readonly host: string
  readonly status: PortStatus
  /** Bound to this segment; absent = not bound. */
  readonly segment?: Segment
  readonly agents?: readonly Agent[]
  /** `binding:profile`; default: empty. */
  readonly profile?: Readonly<Record<string, unknown>>
  /** `binding:vnic_type`; default: `normal`. */
  readonly vnicType?: string
  /** Whatever else differs from the usual sample. */
  readonly change?: Partial<Port>
}

export function samplePort({ host, status, segment, change, profile = {}, vnicType = 'normal' }: SamplePort): Port {
  const levels: readonly BindingLevel[] =
    segment === undefined ? [] : [{ level: 0, driver: 'sample', segmentId: segment.id }]
  return {
    id: SAMPLE_PORT_ID,
    networkId: SAMPLE_NETWORK_ID,
    projectId: 'project',
    name: '',
    description: '',
    macAddress: 'fa:16:3e:fe:50:9b',
    adminStateUp: true,
    status,
    deviceId: '',
    deviceOwner: 'compute:nova',
    fixedIps: [{ subnetId: sampleSubnet().id, ipAddress: '10.100.0.11' }],
    allowedAddressPairs: [],
    portSecurityEnabled: true,
    binding: { host, vnicType, profile, vifType: segment ? 'bridge' : 'unbound', vifDetails: {}, levels },
    extraDhcpOptions: [],
    dnsName: '',
    dnsDomain: '',
    qosPolicyId: null,
    dataPlaneStatus: null,
    propagateUplinkStatus: false,
    qosNetworkPolicyId: null,
    trunk: null,
    tags: [],
    revisionNumber: 1,
    ...TIMES,
    ...change,
  }
}

/** What a hook gets for a port that is now `current` and, on update, was `original`. */
export function samplePortContext(network: Network, current: SamplePort, original?: SamplePort): PortContext {
  const port = samplePort(current)
  const segment = current.segment
  const before = original?.segment
  return {
    request: adminContext(),
    current: port,
    network,
    host: current.host,
    status: current.status,
    bindingLevels: port.binding.levels,
    ...(segment && { topBoundSegment: segment, bottomBoundSegment: segment }),
    ...(original && {
      original: samplePort(original),
      originalHost: original.host,
      originalStatus: original.status,
    }),
    ...(before && { originalTopBoundSegment: before, originalBottomBoundSegment: before }),
    hostAgents: (agentType) => agentsOf(current, agentType),
    originalHostAgents: (agentType) => (original === undefined ? [] : agentsOf(original, agentType)),
  }
}

/** What `bindPort` gets for a port that is not bound yet. */
export function sampleBindingContext(network: Network, port: SamplePort): BindingContext {
  return { ...samplePortContext(network, port), segmentsToBind: network.segments }
}

function agentsOf({ agents = [] }: SamplePort, agentType: string | undefined): readonly Agent[] {
  return agentType === undefined ? agents : agents.filter((agent) => agent.agentType === agentType)
}
