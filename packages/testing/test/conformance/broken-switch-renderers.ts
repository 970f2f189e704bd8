import type { DeviceState, SwitchRenderer } from '@netloom/core'
import type { BridgePortState } from '@netloom/dataplane'
import {
  brq,
  changing,
  isElsewhere,
  neighbours,
  rendered,
  soundRenderer as sound,
  fakeSegment,
  vxlanOf,
} from './fake-switch-renderer.ts'

type Broken = readonly [flaw: string, renderer: () => SwitchRenderer, rule: string]

const on = (kind: string, change: (state: DeviceState) => Readonly<Record<string, unknown>> | undefined) => () =>
  changing((state) => (state.kind === kind ? change(state) : {}))
const omitting = (field: string) => () => changing(() => ({ [field]: undefined }))
const withParts = (parts: Partial<SwitchRenderer>) => (): SwitchRenderer => ({ ...sound, ...parts })

const APART = 'keeps two networks apart: they share no bridge, no VLAN, no tunnel id and no way of a port'
const TOLD = 'gives tunnels, VLANs and ports the id, addresses and MTU that they are told'
const RECEIVER = 'sends frames to where their receiver is, and answers with its MAC'
const TIME = 'knows neither the time nor chance'
const MEMORY = 'remembers nothing: in another order, and by another instance, every item is rendered the same'
const PLAIN = 'renders plain values with a reason of one line each'
const NETWORK = 'follows its network: its MTU and its id'
const PORT = 'follows its ports: their state, and which port it is'
const ELSEWHERE = 'follows ports elsewhere: their MAC, their VTEP, and addresses of both IP versions'
const SETS = 'takes lists as sets: another order of addresses gives the same states'
const SEGMENT = 'finds its segment among others, and leaves ports of those alone'
const FOREIGN = 'renders no member and no port elsewhere of another segmentation id or type'
const NAME = 'has a name for every port of the cloud, its own and always the same'
const WORDS = 'says in words what it is: mechanism, agent, binary, and plain configurations'
const COMMAND = 'asks for nothing that a command line cannot say, whatever users wrote'
const TOGETHER = 'brings the ports of one network together, in what leads out of the host'
const OWNED = 'keeps what is a port’s with the port: nothing of it is left in the network or in others once it goes'

export const brokenSwitchRenderers: readonly Broken[] = [
  ['puts all ports into one bridge', on('bridge-port', () => ({ bridge: 'br' })), APART],
  [
    'names bridges by eight characters',
    () =>
      changing((state) =>
        Object.fromEntries(
          ['bridge', 'name'].flatMap((field) => {
            const name = (state as unknown as Record<string, unknown>)[field]
            return typeof name === 'string' && name.startsWith('brq') ? [[field, name.slice(0, 11)]] : []
          }),
        ),
      ),
    APART,
  ],
  ['has one VNI for all networks', on('vxlan', () => ({ vni: 1 })), APART],
  [
    'counts VNIs from its own number on',
    on('vxlan', (state) => ({ vni: (state as unknown as { vni: number }).vni + 1 })),
    TOLD,
  ],
  ['sends from another address', on('vxlan', () => ({ localIp: '192.0.2.77' })), TOLD],
  ['has an MTU of its own', on('bridge', () => ({ mtu: 1500 })), TOLD],
  ['ignores the MTU', omitting('mtu'), NETWORK],
  [
    'divides by an MTU of nothing',
    () =>
      changing((state) => {
        const { mtu } = state as unknown as { mtu?: number }
        return { mtu: mtu === undefined ? 'NaN' : mtu }
      }),
    NETWORK,
  ],
  ['wires a port up that is down', on('bridge-port', () => ({ up: true })), PORT],
  ['turns the state of a port round', on('bridge-port', (state) => ({ up: !(state as BridgePortState).up })), TOLD],
  [
    'forgets IPv6',
    on('neighbour', (state) => ('ip' in state && String(state.ip).includes(':') ? undefined : {})),
    ELSEWHERE,
  ],
  ['has one MAC for all ports elsewhere', on('neighbour', () => ({ mac: 'fa:16:3e:00:00:00' })), RECEIVER],
  ['sends everything to one VTEP', on('fdb', () => ({ dst: '192.0.2.3' })), RECEIVER],
  ['floods to itself', on('flood', () => ({ dst: '192.0.2.1' })), RECEIVER],
  ['writes MACs on the tunnel of nobody', on('fdb', () => ({ device: 'vxlan-9' })), RECEIVER],
  ['learns beside what it is told', on('vxlan', () => ({ learning: true })), RECEIVER],
  [
    'answers for the first address alone',
    withParts({
      population: (entry, network) =>
        sound.population({ ...entry, ipAddresses: entry.ipAddresses.slice(0, 1) }, network),
    }),
    SETS,
  ],
  ['writes a time', on('bridge', () => ({ since: Math.floor(Date.now() / 100_000) })), TIME],
  ['writes the day', on('bridge', () => ({ since: new Date().toISOString().slice(0, 10) })), TIME],
  [
    'numbers networks as they come',
    () => {
      const numbers = new Map<string, number>()
      return withParts({
        network: (network) => {
          if (!numbers.has(network.id)) numbers.set(network.id, numbers.size + 1)
          return sound
            .network(network)
            .map(({ state, rule }) => ({ rule, state: Object.assign({}, state, { tag: numbers.get(network.id) }) }))
        },
      })()
    },
    MEMORY,
  ],
  [
    'attaches only to networks that it has rendered',
    () => {
      const known = new Set<string>()
      return withParts({
        network: (network) => {
          known.add(network.id)
          return sound.network(network)
        },
        attachment: (port, network) => (known.has(network.id) ? sound.attachment(port, network) : []),
      })()
    },
    MEMORY,
  ],
  [
    'keeps all ports that it has seen in their network',
    () => {
      const seen = new Set<string>()
      return withParts({
        attachment: (port, network) => {
          seen.add(port.id)
          return sound.attachment(port, network)
        },
        network: (network) =>
          sound
            .network(network)
            .map(({ state, rule }) => ({ rule, state: Object.assign({}, state, { ports: [...seen] }) })),
      })()
    },
    OWNED,
  ],
  ['renders dates', on('bridge', () => ({ since: new Date(0) })), PLAIN],
  [
    'has reasons of several lines',
    withParts({ network: (network) => sound.network(network).map(({ state }) => ({ state, rule: 'a\nb' })) }),
    PLAIN,
  ],
  [
    'marks states that somebody waits for',
    withParts({
      attachment: (port, network) =>
        sound.attachment(port, network).map((one) => ({ ...one, isExtra: false as never })),
    }),
    PLAIN,
  ],
  [
    'takes a port of another segment',
    withParts({
      attachment: (port, network) =>
        fakeSegment(network) === undefined
          ? []
          : sound.attachment({ ...port, segmentId: fakeSegment(network)?.id ?? '' }, network),
    }),
    SEGMENT,
  ],
  [
    'looks at the first segment alone',
    withParts({ network: (network) => sound.network({ ...network, segments: network.segments.slice(0, 1) }) }),
    SEGMENT,
  ],
  [
    'makes a bridge for a network without segments',
    withParts({
      network: (network) =>
        network.segments.length === 0
          ? [rendered({ kind: 'bridge', name: brq(network.id), owner: `network/${network.id}` } as DeviceState)]
          : sound.network(network),
    }),
    'renders nothing for a network without segments, nor on a physical network that it does not have',
  ],
  [
    'takes members of another id',
    withParts({
      member: (member, network) => {
        const id = fakeSegment(network)?.segmentationId
        return id == null || member.vtep === '192.0.2.1' || member.networkType !== 'toy'
          ? []
          : [rendered({ kind: 'flood', device: vxlanOf(id), dst: member.vtep } as DeviceState)]
      },
    }),
    FOREIGN,
  ],
  [
    'takes population of another type',
    withParts({
      population: (entry, network) =>
        isElsewhere({ ...entry, networkType: 'toy' }, network) ? neighbours(entry, brq(network.id)) : [],
    }),
    FOREIGN,
  ],
  ['names devices by eight characters', withParts({ deviceName: (id) => `tap${id.slice(0, 8)}` }), NAME],
  [
    'names devices as they come',
    () => {
      let count = 0
      return withParts({ deviceName: () => `tap${String((count += 1))}` })()
    },
    NAME,
  ],
  ['names all devices alike', withParts({ deviceName: () => 'tap0' }), NAME],
  ['announces another VTEP', withParts({ configurations: { tunnelingIp: '127.0.0.1' } }), WORDS],
  ['announces what JSON cannot hold', withParts({ configurations: { since: new Date(0) } }), WORDS],
  ['has no binary', withParts({ binary: '' }), WORDS],
  [
    'names bridges longer than the kernel can',
    () =>
      changing((state) =>
        Object.fromEntries(
          ['bridge', 'name'].flatMap((field) => {
            const name = (state as unknown as Record<string, unknown>)[field]
            return typeof name === 'string' && name.startsWith('brq') ? [[field, `${name}-bridge`]] : []
          }),
        ),
      ),
    COMMAND,
  ],
  [
    'writes what users wrote into marks',
    withParts({
      attachment: (port, network) =>
        sound
          .attachment(port, network)
          .map(({ state, rule }) => ({ rule, state: Object.assign({}, state, { owner: `port/${port.deviceOwner}` }) })),
    }),
    COMMAND,
  ],
  [
    'has a bridge for each port',
    () =>
      changing((state) => (state.kind === 'bridge-port' ? { bridge: `b${(state as BridgePortState).device}` } : {})),
    TOGETHER,
  ],
  ['leaves the tunnel outside of the bridge', on('vxlan', () => ({ bridge: undefined })), TOGETHER],
]
