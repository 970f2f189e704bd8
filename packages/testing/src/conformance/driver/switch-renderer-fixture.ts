import type { Host, Rendered, SwitchRenderer } from '@netloom/core'
import type { MemberItem, NetworkItem, PopulationItem, PortItem } from '@netloom/core/wire'

/** What the kit has to know of a renderer. */
export interface SwitchRendererFixture {
  readonly renderer: SwitchRenderer
  /** A host without anything of ours on it, simulated or real, that knows the renderer's kinds. */
  readonly host: Host
  /** Makes a link on that host, as a hypervisor does. */
  plug(device: string): void | Promise<void>
  /** A type it realises, and the physical network it needs for that. */
  readonly networkType: string
  readonly physicalNetwork?: string
  /** This host's VTEP; absent = the renderer has no tunnels, and no population is shown to it. */
  readonly ownVtep?: string
  /** Devices of an operator that it is told of (`bridge_mappings`): it uses them, and makes and removes none. */
  readonly foreignDevices?: readonly string[]
}

/** One view item, and what it is rendered to. */
export interface Unit {
  readonly name: string
  render(renderer: SwitchRenderer): readonly Rendered[]
}

/** A network with two ports here and, where there are tunnels, three elsewhere. */
export interface SampleView {
  readonly network: NetworkItem
  readonly ports: readonly PortItem[]
  readonly members: readonly MemberItem[]
  readonly population: readonly PopulationItem[]
}

/** Several networks at once; a flat one has its physical network to itself. */
export const sampleViews = (fixture: SwitchRendererFixture): readonly SampleView[] =>
  (fixture.networkType === 'flat' ? [1] : [1, 2]).map((index) => sampleView(fixture, index))

export function sampleView(fixture: SwitchRendererFixture, index: number): SampleView {
  const { networkType, physicalNetwork = null, ownVtep } = fixture
  const digit = String(index)
  const id = `${digit}0000000-0000-4000-8000-000000000000`
  const segmentationId = ownVtep === undefined && networkType !== 'vlan' ? null : 100 + index
  const segment = { id: `${digit}5e90000-0000-4000-8000-000000000000`, networkType, physicalNetwork, segmentationId }
  const vteps = ownVtep === undefined ? [] : remoteVteps(ownVtep)
  return {
    network: { id, adminStateUp: true, mtu: 1450, segments: [segment] },
    ports: [1, 2].map((port) => localPort(id, segment.id, index, port)),
    members: vteps.map((vtep, host) => ({
      host: `host${String(host + 2)}`,
      vtep,
      networkType,
      segmentationId: 100 + index,
    })),
    population: vteps.map((vtep, host) => ({
      portId: `${digit}${String(host)}0f0000-0000-4000-8000-000000000000`,
      macAddress: `fa:16:3e:00:0${digit}:2${String(host)}`,
      ipAddresses: [`10.${digit}.0.2${String(host)}`, `fd00:${digit}::2${String(host)}`],
      host: `host${String(host + 2)}`,
      vtep,
      networkType,
      segmentationId: 100 + index,
    })),
  }
}

function remoteVteps(own: string): readonly string[] {
  const all = own.includes(':')
    ? ['2001:db8::2', '2001:db8::3', '2001:db8::4', '2001:db8::5']
    : ['192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5']
  return all.filter((vtep) => vtep !== own).slice(0, 3)
}

function localPort(networkId: string, segmentId: string, index: number, port: number): PortItem {
  return {
    id: `${String(index)}${String(port)}0c0000-0000-4000-8000-000000000000`,
    networkId,
    macAddress: `fa:16:3e:00:0${String(index)}:1${String(port)}`,
    adminStateUp: true,
    deviceOwner: 'compute:nova',
    deviceId: '',
    fixedIps: [
      {
        subnetId: `${String(index)}5b00000-0000-4000-8000-000000000000`,
        ipAddress: `10.${String(index)}.0.1${String(port)}`,
      },
    ],
    allowedAddressPairs: [],
    portSecurityEnabled: true,
    segmentId,
    vifType: 'bridge',
    vnicType: 'normal',
    profile: {},
  }
}

/** What a host needs whatever its networks are: the base, and in a full mesh the endpoints of the cloud. */
export function hostUnitsOf(fixture: SwitchRendererFixture): readonly Unit[] {
  const { ownVtep, networkType } = fixture
  const vteps = ownVtep === undefined || !isMesh(fixture) ? [] : [ownVtep, ...remoteVteps(ownVtep)]
  return [
    { name: 'base', render: (renderer) => renderer.base?.() ?? [] },
    ...vteps.map((vtep, host): Unit => {
      const endpoint = { host: `host${String(host + 1)}`, vtep, networkType }
      return { name: `endpoint ${endpoint.host}`, render: (renderer) => renderer.endpoint?.(endpoint) ?? [] }
    }),
  ]
}

const isMesh = ({ renderer, networkType }: SwitchRendererFixture): boolean =>
  renderer.meshTypes?.includes(networkType) === true

export function unitsOf({ network, ports, members, population }: SampleView): readonly Unit[] {
  return [
    { name: `network ${network.id}`, render: (renderer) => renderer.network(network) },
    ...ports.map((port): Unit => ({
      name: `port ${port.id} here`,
      render: (renderer) => renderer.attachment(port, network),
    })),
    ...members.map((member): Unit => ({
      name: `member ${member.host} of ${network.id}`,
      render: (renderer) => renderer.member(member, network),
    })),
    ...population.map((entry): Unit => ({
      name: `port ${entry.portId} elsewhere`,
      render: (renderer) => renderer.population(entry, network),
    })),
  ]
}
