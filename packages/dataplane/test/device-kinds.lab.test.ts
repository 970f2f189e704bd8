import type { DeviceKind, DeviceState, HostAccess } from '@netloom/core'
import { type DeviceKindFixture, describeDeviceKind } from '@netloom/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { deleteNamespaces, linkKindsOf } from '../src/index.ts'
import { KernelAccess } from '../src/kernel/kernel-access.ts'
import { addKitNamespace, sweepKitNamespaces } from './kit-namespaces.ts'

const AGENT = 'kit.host1'
const MARK = `netloom@${AGENT}:network/kit`

interface Sample {
  readonly name: string
  state(index: number): DeviceState
  changed?(index: number): DeviceState
  readonly impossible: DeviceState
  /** What somebody else makes in the same way. */
  readonly theirs: readonly string[]
  /** What is there before: devices of ours, and hardware. */
  readonly prepared: readonly string[]
  withText?(text: string): DeviceState
}

const hex = (index: number): string => index.toString(16).padStart(2, '0')
const mac = (index: number): string => `fa:16:3e:00:00:${hex(index)}`
const tunnel = (name: string, vni: number): string =>
  `link add name ${name} type vxlan id ${String(vni)} dstport 4789 local 192.0.2.1 dev eth0 nolearning`
const OURS = [
  'link add name eth0 type veth peer name eth0p',
  'link set eth0 up',
  tunnel('vxlan-1', 1),
  `link set vxlan-1 alias ${MARK}`,
]
const THEIRS = [tunnel('vx-theirs', 900), 'link add name br-theirs type bridge']

const fdb = (index: number, dst = '192.0.2.2'): DeviceState =>
  ({ kind: 'fdb', device: 'vxlan-1', mac: mac(index), dst }) as DeviceState
const neighbour = (index: number, last = 1): DeviceState =>
  ({ kind: 'neighbour', device: 'vxlan-1', ip: `10.0.0.${String(index)}`, mac: mac(last) }) as DeviceState
const bridge = (name: string, mtu = 1_400, owner = 'network/kit'): DeviceState =>
  ({ kind: 'bridge', name, owner, mtu }) as DeviceState
const vxlan = (index: number, mtu = 1_400): DeviceState => ({
  ...{ kind: 'vxlan', name: `vxlan-${String(index)}`, owner: 'network/kit', vni: index, localIp: '192.0.2.1' },
  ...{ underlay: 'eth0', dstPort: 4789, proxy: false, learning: false, mtu, bridge: 'br-ours', neighSuppress: true },
})

const samples: readonly Sample[] = [
  {
    name: 'fdb',
    state: (index) => fdb(index),
    changed: (index) => fdb(index, '192.0.2.3'),
    impossible: { ...fdb(99), device: 'vxlan-99' } as DeviceState,
    theirs: ['-bridge fdb append fa:16:3e:00:09:01 dev vx-theirs dst 192.0.2.9'],
    prepared: OURS,
    withText: (text) => ({ ...fdb(1), dst: text }) as DeviceState,
  },
  {
    name: 'neighbour',
    state: (index) => neighbour(index),
    changed: (index) => neighbour(index, 2),
    impossible: { ...neighbour(99), device: 'vxlan-99' } as DeviceState,
    theirs: ['neigh add 10.9.0.1 lladdr fa:16:3e:00:09:01 dev vx-theirs nud permanent'],
    prepared: OURS,
    withText: (text) => ({ ...neighbour(1), mac: text }) as DeviceState,
  },
  {
    name: 'bridge',
    state: (index) => bridge(`br-${String(index)}`),
    changed: (index) => bridge(`br-${String(index)}`, 1_300),
    impossible: bridge('a-name-that-is-too-long'),
    theirs: [],
    prepared: ['link add name eth0 type veth peer name eth0p'],
    withText: (text) => bridge('br-1', 1_400, text),
  },
  {
    name: 'vxlan',
    state: (index) => vxlan(index),
    changed: (index) => vxlan(index, 1_300),
    impossible: { ...vxlan(99), underlay: 'eth9' } as DeviceState,
    theirs: [],
    prepared: [
      'link add name eth0 type veth peer name eth0p',
      'link set eth0 up',
      'link add name br-ours type bridge',
      `link set br-ours alias ${MARK}`,
    ],
  },
]

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn('skipped: network namespaces need root')
else {
  // A rule that runs out of time leaves its namespaces behind.
  beforeAll(sweepKitNamespaces)
  afterAll(sweepKitNamespaces)
}

interface LabFixture extends DeviceKindFixture {
  readonly access: KernelAccess
  readonly netns: string
}

async function run(access: HostAccess, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const words = line.startsWith('-') ? line.slice(1) : `ip ${line}`
    await access.run({ argv: words.split(' ') as [string, ...string[]] })
  }
}

async function fixtureOf(sample: Sample): Promise<LabFixture> {
  const netns = await addKitNamespace()
  const access = new KernelAccess('host1', netns, AGENT)
  try {
    await run(access, sample.prepared)
  } catch (error) {
    await deleteNamespaces([netns])
    throw error
  }
  const make = (): DeviceKind => linkKindsOf(AGENT).find(({ kind }) => kind === sample.name) as DeviceKind
  let planted = false
  return {
    ...{ access, netns, make, host: access, state: sample.state, impossible: sample.impossible },
    ...(sample.changed !== undefined && { changed: sample.changed }),
    ...(sample.withText !== undefined && { withText: sample.withText }),
    plant: async () => {
      if (sample.prepared !== OURS) await run(access, ['link add name eth8 type veth peer name eth8p'])
      await run(access, [
        ...(sample.prepared === OURS ? [] : ['link set eth8 up']),
        ...THEIRS.map((line) => (sample.prepared === OURS ? line : line.replace('eth0', 'eth8'))),
        ...sample.theirs,
      ])
      planted = true
    },
    foreign: async () => {
      if (!planted) return ''
      const links = (await access.json('ip', ['-d', 'link', 'show', 'br-theirs'])) as readonly unknown[]
      const [fdbs, neighbours] = await Promise.all([
        access.run({ argv: ['bridge', 'fdb', 'show', 'dev', 'vx-theirs'] }),
        access.run({ argv: ['ip', 'neigh', 'show', 'dev', 'vx-theirs'] }),
      ])
      return JSON.stringify([links.length, fdbs, neighbours])
    },
  }
}

for (const sample of isRoot ? samples : [])
  describeDeviceKind(`${sample.name} on a kernel`, {
    open: () => fixtureOf(sample),
    close: async (fixture) => {
      const { access, netns } = fixture as LabFixture
      await access.close()
      await deleteNamespaces([netns])
    },
  })
