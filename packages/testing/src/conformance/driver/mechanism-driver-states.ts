import { adminContext, type Network, type Port, type PortContext, type Segment, type Subnet } from '@netloom/core'
import { deepFreeze } from '../support/same.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import {
  sampleAgent,
  sampleNetwork,
  samplePortContext,
  sampleSegment,
  sampleSubnet,
  type SamplePort,
} from './sample-contexts.ts'

/** Stands in a binding profile, which may hold what only the hypervisor may know. */
export const PROFILE_SECRET = 'kit-secret-5f2d9c'

const NETWORK_ID = '3d0d5d04-9b0f-4a55-9d0b-000000000000'
const PORT_ID = '6b1c9a37-5e2e-4ad2-8f4f-000000000000'
const numbered = (id: string, digit: number): string => `${id.slice(0, -1)}${String(digit)}`

const OWNERS: readonly string[] = [
  'compute:nova',
  '',
  'network:dhcp',
  'network:router_interface',
  'network:router_interface_distributed',
  'network:floatingip',
  'trunk:subport',
  'baremetal:none',
]

/** What a port can be besides the usual, each of which some driver forgets. */
const SHAPES: Readonly<Record<string, Partial<Port>>> = {
  usual: {},
  'without addresses': { fixedIps: [] },
  'of two IP versions': {
    fixedIps: [
      { subnetId: sampleSubnet().id, ipAddress: '10.100.0.11' },
      { subnetId: sampleSubnet().id, ipAddress: 'fd00::11' },
    ],
  },
  'down by its administrator': { adminStateUp: false },
  'without port security': { portSecurityEnabled: false },
  'with address pairs': { allowedAddressPairs: [{ ipAddress: '10.100.0.0/28', macAddress: 'fa:16:3e:00:00:99' }] },
  'with a name of several lines': { name: 'a\n"b"', description: "'; --" },
}

/** What a network can be besides the usual. */
const NETWORKS: Readonly<Record<string, Partial<Network>>> = {
  usual: {},
  shared: { shared: true },
  external: { routerExternal: true },
  'that is down': { adminStateUp: false },
  'without subnets': { subnetIds: [] },
  'with a name of several lines': { name: 'a\n"b"', tags: ['a,b'] },
}

export interface ToldPort {
  readonly name: string
  readonly context: PortContext
}

export interface ToldNetwork {
  readonly name: string
  readonly network: Network
  readonly subnets: readonly Subnet[]
}

export function networksOf({ segment }: MechanismDriverFixture): readonly ToldNetwork[] {
  const own = sampleSegment(segment, 1)
  const usual = Object.entries(NETWORKS).map(([name, change]) => ({ name, segments: [own], change }))
  const all = [
    ...usual,
    { name: 'of several segments', segments: [sampleSegment({ networkType: 'x-unknown' }), own], change: {} },
    { name: 'without segments', segments: [], change: {} },
  ]
  return all.map(({ name, segments, change }, index) => {
    const id = numbered(NETWORK_ID, index)
    const network = { ...sampleNetwork(segments.map((one): Segment => ({ ...one, networkId: id }))), ...change, id }
    const v6: Partial<Subnet> = {
      ipVersion: 6,
      cidr: 'fd00::/64',
      gatewayIp: null,
      allocationPools: [{ start: 'fd00::1', end: 'fd00::ffff' }],
      ipv6RaMode: 'slaac',
      ipv6AddressMode: 'slaac',
    }
    const subnets = network.subnetIds.length === 0 ? [] : [sampleSubnet(), { ...sampleSubnet(), ...v6 }]
    return deepFreeze({ name, network, subnets: subnets.map((subnet) => ({ ...subnet, networkId: id })) })
  })
}

/** A port of every owner and shape, in every state of its binding; the state before it as `original`. */
export function portsOf(fixture: MechanismDriverFixture): readonly ToldPort[] {
  const { driver, agentConfigurations = {} } = fixture
  const agentType = driver.agentType ?? 'sample agent'
  return networksOf(fixture).flatMap(({ name: of, network }, index) => {
    const segment = network.segments.at(-1)
    // Not every owner on every network: each owner and each shape once, on networks in turn.
    const owner = OWNERS[index] ?? ''
    const [shape, more] = Object.entries(SHAPES)[index] ?? ['usual', {}]
    const change: Partial<Port> = { ...more, id: numbered(PORT_ID, index), networkId: network.id, deviceOwner: owner }
    const agents = (host: string) => [sampleAgent(agentType, host, agentConfigurations)]
    const dead = (host: string) => agents(host).map((agent) => ({ ...agent, alive: false }))
    const on = (host: string, rest: Omit<SamplePort, 'host'>): SamplePort => ({
      host,
      agents: agents(host),
      change,
      ...rest,
    })
    const bound = segment === undefined ? {} : { segment }
    const unbound: SamplePort = { host: '', status: 'DOWN', change }
    const waiting = on('host1', { status: 'DOWN' })
    const ready = on('host1', { status: 'DOWN', ...bound })
    const building = on('host1', { status: 'BUILD', ...bound })
    const active = on('host1', { status: 'ACTIVE', ...bound })
    const moved = on('host2', { status: 'DOWN' })
    const movedActive = on('host2', { status: 'ACTIVE', ...bound })
    const lonely = on('host1', { status: 'ACTIVE', ...bound, agents: [] })
    const dying = on('host1', { status: 'ACTIVE', ...bound, agents: dead('host1') })
    const states: Readonly<Record<string, readonly [SamplePort, SamplePort?]>> = {
      unbound: [unbound],
      'made with a host': [waiting],
      'with a host': [waiting, unbound],
      bound: [ready, waiting],
      building: [building, ready],
      active: [active, building],
      'gone down': [ready, active],
      'active again': [active, ready],
      'that migrates': [moved, active],
      'that has migrated': [movedActive, moved],
      'that goes back': [active, movedActive],
      'whose agent is dead': [dying, active],
      'whose agent is gone': [lonely, dying],
      'that failed': [{ ...ready, status: 'ERROR' }, ready],
      'that is unbound again': [unbound, active],
    }
    return Object.entries(states).map(([state, [now, before]]) => ({
      name: `a port ${state}, ${shape}, owned by '${owner}', on a network ${of}`,
      context: freezeContext(samplePortContext(network, withSecret(now), before && withSecret(before))),
    }))
  })
}

/** Agents are answers of functions, which freezing does not reach. */
export function freezeContext<C extends PortContext>(context: C): C {
  return deepFreeze({
    ...context,
    request: adminContext(),
    hostAgents: (agentType?: string) => deepFreeze(context.hostAgents(agentType)),
    originalHostAgents: (agentType?: string) => deepFreeze(context.originalHostAgents(agentType)),
  })
}

function withSecret(state: SamplePort): SamplePort {
  return { ...state, profile: { token: PROFILE_SECRET } }
}
