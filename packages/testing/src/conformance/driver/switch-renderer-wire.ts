import type { DeviceState } from '@netloom/core'
import type { BridgePortState, FdbState, FloodState, NeighbourState, VlanState, VxlanState } from '@netloom/dataplane'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical } from '../support/same.ts'
import { sampleView, unitsOf, type SampleView, type SwitchRendererFixture } from './switch-renderer-fixture.ts'

type Check = ConformanceCheck<SwitchRendererFixture>

const statesOf = ({ renderer }: SwitchRendererFixture, view: SampleView): readonly DeviceState[] =>
  unitsOf(view).flatMap((unit) => unit.render(renderer).map(({ state }) => state))

const ofKind = <S extends DeviceState>(states: readonly DeviceState[], kind: S['kind']): readonly S[] =>
  states.filter((state): state is S => state.kind === kind)

/** Of whatever kind: those that have an MTU call it so. */
const mtuOf = (state: DeviceState & { readonly mtu?: number }): number | undefined => state.mtu

/** Where frames of a network go on this host: bridges, tunnels, VLANs; as far as the data plane's kinds say. */
function placesOf(states: readonly DeviceState[]): readonly string[] {
  const vxlans = ofKind<VxlanState>(states, 'vxlan')
  const vlans = ofKind<VlanState>(states, 'vlan')
  return [
    ...ofKind<BridgePortState>(states, 'bridge-port').map(({ bridge }) => `bridge ${bridge}`),
    ...vxlans.flatMap(({ bridge, vni }) => [
      `VNI ${String(vni)}`,
      ...(bridge === undefined ? [] : [`bridge ${bridge}`]),
    ]),
    ...vlans.flatMap(({ bridge, parent, vlanId }) => [`VLAN ${String(vlanId)} of ${parent}`, `bridge ${bridge}`]),
  ]
}

/** A port's attachment without what is its own, so that only where it goes is left. */
function wayOf(fixture: SwitchRendererFixture, view: SampleView): string | undefined {
  const [port] = view.ports
  if (port === undefined) return undefined
  const { renderer } = fixture
  const text = canonical(renderer.attachment(port, view.network).map(({ state }) => state))
  const own = [port.id, renderer.deviceName(port.id), port.id.slice(0, 11), port.macAddress]
  const bare = own.reduce((rest, word) => rest.replaceAll(word, '*'), text)
  return port.fixedIps.reduce((rest, { ipAddress }) => rest.replaceAll(ipAddress, '*'), bare)
}

/** Networks whose ids are alike for as long as Neutron's names do not cut them. */
function alike(view: SampleView, digit: string): SampleView {
  const id = `10000000-${digit}000-4000-8000-000000000000`
  return {
    ...view,
    network: { ...view.network, id },
    ports: view.ports.map((port, index) => ({
      ...port,
      id: `1${String(index)}0c0000-${digit}000-4000-8000-000000000000`,
      networkId: id,
    })),
  }
}

/** Kinds of the data plane that every frame of a network crosses. */
const SIZED: ReadonlySet<string> = new Set(['bridge', 'vxlan', 'vlan'])

/** Rules about where frames go: what no user may ever find out. */
export const wireChecks: readonly Check[] = [
  {
    rule: 'keeps two networks apart: they share no bridge, no VLAN, no tunnel id and no way of a port',
    problems(fixture) {
      // A flat network has its physical network to itself.
      if (fixture.networkType === 'flat') return Promise.resolve([])
      const [first, second] = [1, 2].map((index) => sampleView(fixture, index))
      if (first === undefined || second === undefined) return Promise.resolve([])
      const pairs = [
        [first, second],
        [alike(first, '1'), alike(second, '2')],
      ] as const
      return Promise.resolve(
        pairs.flatMap(([one, other]) => {
          const places = new Set(placesOf(statesOf(fixture, one)))
          const shared = placesOf(statesOf(fixture, other)).filter((place) => places.has(place))
          const ways = [one, other].map((view) => wayOf(fixture, view))
          return [
            ...[...new Set(shared)].map((place) => `both networks are on ${place}`),
            ...(ways[0] === ways[1] ? ['ports of both networks are attached in the same way'] : []),
            ...one.ports.flatMap(({ id }, index) =>
              fixture.renderer.deviceName(id) === fixture.renderer.deviceName(other.ports[index]?.id ?? '')
                ? [`ports of both networks have the device ${fixture.renderer.deviceName(id)}`]
                : [],
            ),
          ]
        }),
      )
    },
  },
  {
    rule: 'brings the ports of one network together, in what leads out of the host',
    problems(fixture) {
      const view = sampleView(fixture, 1)
      const states = statesOf(fixture, view)
      const devices = view.ports.map(({ id }) => fixture.renderer.deviceName(id))
      const here = ofKind<BridgePortState>(states, 'bridge-port').filter(({ device }) => devices.includes(device))
      const bridges = new Set(here.map(({ bridge }) => bridge))
      const problems = bridges.size > 1 ? [`ports of one network are in ${[...bridges].join(' and ')}`] : []
      const out = [...ofKind<VxlanState>(states, 'vxlan'), ...ofKind<VlanState>(states, 'vlan')]
      const isLed = out.some(({ bridge }) => bridge !== undefined && bridges.has(bridge))
      if (out.length > 0 && bridges.size > 0 && !isLed) problems.push('what leads out is in no bridge of the ports')
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'gives tunnels, VLANs and ports the id, addresses and MTU that they are told',
    problems(fixture) {
      const view = sampleView(fixture, 1)
      const { mtu } = view.network
      const id = view.network.segments[0]?.segmentationId
      const states = statesOf(fixture, view)
      const problems: string[] = []
      for (const { vni, localIp, name } of ofKind<VxlanState>(states, 'vxlan')) {
        if (vni !== id) problems.push(`${name} has VNI ${String(vni)} instead of ${String(id)}`)
        if (fixture.ownVtep !== undefined && localIp !== fixture.ownVtep)
          problems.push(`${name} sends from ${localIp} instead of ${fixture.ownVtep}`)
      }
      for (const { vlanId, name } of ofKind<VlanState>(states, 'vlan'))
        if (vlanId !== id) problems.push(`${name} has VLAN ${String(vlanId)} instead of ${String(id)}`)
      for (const state of states) {
        const given = mtuOf(state)
        if (given !== undefined && given !== mtu)
          problems.push(`a ${state.kind} has MTU ${String(given)} instead of ${String(mtu)}`)
        if (given === undefined && SIZED.has(state.kind)) problems.push(`a ${state.kind} has no MTU`)
      }
      const unlimited = { ...view, network: { ...view.network, mtu: 0 } }
      for (const state of statesOf(fixture, unlimited)) {
        const given = mtuOf(state)
        if (given !== undefined) problems.push(`a ${state.kind} has MTU ${String(given)} where nobody limits it`)
      }
      for (const port of view.ports)
        for (const up of [true, false])
          for (const { state } of fixture.renderer.attachment({ ...port, adminStateUp: up }, view.network))
            if (state.kind === 'bridge-port' && (state as BridgePortState).up !== up)
              problems.push(
                `the device of port ${port.id} is ${up ? 'down' : 'up'} though its administrator says otherwise`,
              )
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'sends frames to where their receiver is, and answers with its MAC',
    problems(fixture) {
      const { renderer } = fixture
      const { network, members, population } = sampleView(fixture, 1)
      const problems: string[] = []
      for (const entry of population) {
        const states = renderer.population(entry, network).map(({ state }) => state)
        for (const { mac, dst } of ofKind<FdbState>(states, 'fdb'))
          if (mac !== entry.macAddress || dst !== entry.vtep)
            problems.push(`${mac} is sent to ${dst} instead of ${entry.macAddress} to ${entry.vtep}`)
        for (const { ip, mac } of ofKind<NeighbourState>(states, 'neighbour'))
          if (mac !== entry.macAddress || !(entry.ipAddresses.includes(ip) || /^fe80:/i.test(ip)))
            problems.push(`${ip} is answered with ${mac}, and belongs to ${entry.ipAddresses.join(', ')}`)
        const tables = ofKind<FdbState>(states, 'fdb')
        const tunnels = ofKind<VxlanState>(
          renderer.network(network).map(({ state }) => state),
          'vxlan',
        )
        const own = tunnels.filter(({ name }) => tables.some(({ device }) => device === name))
        if (tables.length > 0 && own.length === 0)
          problems.push('a MAC is written on a tunnel that the network does not have')
        if (own.some(({ learning }) => learning)) problems.push('a tunnel learns beside what it is told')
      }
      const floods = members.map((member) => ({
        member,
        states: ofKind<FloodState>(
          renderer.member(member, network).map(({ state }) => state),
          'flood',
        ),
      }))
      for (const { member, states } of floods)
        for (const { dst } of states)
          if (dst !== member.vtep) problems.push(`broadcast for ${member.vtep} goes to ${dst}`)
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'keeps what is a port’s with the port: nothing of it is left in the network or in others once it goes',
    problems(fixture) {
      const { renderer } = fixture
      const view = sampleView(fixture, 1)
      const rest = unitsOf({ ...view, ports: [] })
      const owned = view.ports.flatMap((port) => [renderer.deviceName(port.id), port.id, port.macAddress])
      unitsOf(view).forEach((unit) => unit.render(renderer))
      return Promise.resolve(
        rest.flatMap((unit) => {
          const text = canonical(unit.render(renderer))
          return owned.filter((word) => text.includes(word)).map((word) => `${unit.name} holds ${word}`)
        }),
      )
    },
  },
]
