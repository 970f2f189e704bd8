import { setTimeout as sleep } from 'node:timers/promises'
import { startCapture, decodeVxlan, type Capture } from '@netloom/testing/lab'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labMigrate } from '../src/lab/vm/lab-move.ts'
import { labStatus } from '../src/lab/lab-status.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { underlayNetns } from '../src/lab/state/names.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { parseTopology } from '../src/lab/state/topology.ts'
import { ourFlows } from './support/flows.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { addressOf } from './support/lost-pings.ts'

useTestState()
const lab = newLabName()
const topology = parseTopology(
  JSON.stringify({
    hosts: [
      { name: 'bridged', mechanism: 'linuxbridge' },
      { name: 'switched', mechanism: 'openvswitch' },
    ],
    networks: [{ name: 'blue', type: 'vxlan', segmentationId: 777, subnets: [{ cidr: '10.0.0.0/24' }] }],
    vms: [
      { name: 'vm1', network: 'blue', host: 'bridged', ip: '10.0.0.11' },
      { name: 'vm2', network: 'blue', host: 'switched', ip: '10.0.0.12' },
    ],
  }),
  'mixed.json',
)
const macs = new Map<string, string>()

beforeAll(async () => {
  await reapDeadLabs()
  await labUp({ name: lab, hosts: topology.hosts })
  await applyTopology(topology, { lab })
  for (const vm of (await requireLab(lab)).vms) macs.set(vm.name, vm.macAddress)
})
afterAll(() => labDown(lab))

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 3_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('not within 3 s')
    await sleep(10)
  }
}

const bridgedKnows = async (entry: string): Promise<boolean> =>
  (await labExec('bridged', ['bridge', 'fdb', 'show', 'dev', 'vxlan-777'], lab)).stdout.includes(entry)
const switchedKnows = async (mac: string): Promise<boolean> =>
  (await ourFlows('switched', 'br-tun', lab)).some(
    ({ table, match }) => table === 20 && match.includes(`dl_dst=${mac}`),
  )

it('has each host know what is behind the other', async () => {
  expect((await labStatus(lab)).hosts.map(({ mechanism }) => mechanism)).toEqual(['linuxbridge', 'openvswitch'])
  await eventually(() => bridgedKnows(`${macs.get('vm2')!} dst 192.0.2.2`))
  await eventually(() => switchedKnows(macs.get('vm1')!))
})

it('carries pings both ways, with no ARP on the wire', async () => {
  // Open vSwitch asks for the other VTEP's MAC when it first needs it, and drops what made it ask.
  await eventually(async () => (await labExec('vm2', ['ping', '-c', '1', '-W', '1', '10.0.0.11'], lab)).exitCode === 0)
  for (const vm of ['vm1', 'vm2']) await labExec(vm, ['ip', 'neigh', 'flush', 'dev', 'eth0'], lab)
  const capture: Capture = await startCapture(underlayNetns(lab))
  for (const [from, to] of [
    ['vm1', 'vm2'],
    ['vm2', 'vm1'],
  ] as const) {
    const { stdout } = await labExec(from, ['ping', '-c', '3', '-i', '0.05', '-W', '1', await addressOf(to, lab)], lab)
    expect(stdout).toContain('3 received')
  }
  await labExec('bridged', ['ping', '-c', '1', '-W', '2', '192.0.2.2'], lab)
  await capture.until(({ payload }) => payload.type === 'ipv4' && payload.protocol === 1)
  const frames = (await capture.stop()).filter(({ direction }) => direction === 'in')
  const inside = frames.flatMap(({ payload }) => decodeVxlan(payload) ?? []).filter(({ vni }) => vni === 777)
  expect(inside.filter(({ inner }) => inner.payload.type === 'arp')).toEqual([])
  expect(inside.filter(({ inner }) => inner.payload.type === 'ipv4' && inner.payload.protocol === 1)).toHaveLength(12)
})

it('carries TCP, whose checksums somebody has to fill in', async () => {
  const serve = `require('net').createServer((s) => s.pipe(s).on('close', () => process.exit())).listen(5000)`
  const talk = `const s = require('net').connect(5000, '10.0.0.12', () => s.write(Buffer.alloc(200000)));
    let n = 0; s.on('data', (d) => { n += d.length; if (n === 200000) { console.log('echoed'); process.exit() } });
    setTimeout(() => process.exit(1), 5000)`
  const server = labExec('vm2', ['timeout', '8', process.execPath, '-e', serve], lab)
  await eventually(async () => (await labExec('vm2', ['ss', '-ltn'], lab)).stdout.includes(':5000'))
  expect((await labExec('vm1', [process.execPath, '-e', talk], lab)).stdout).toBe('echoed')
  await server
})

it('moves a VM from one switch to the other', async () => {
  await labMigrate('vm1', 'switched', lab)
  expect((await labExec('vm1', ['ping', '-c', '2', '-i', '0.1', '-W', '2', '10.0.0.12'], lab)).exitCode).toBe(0)
  await eventually(async () => !(await switchedKnows(macs.get('vm1')!)))
  await labMigrate('vm2', 'bridged', lab)
  await eventually(() => switchedKnows(macs.get('vm2')!))
  expect((await labExec('vm1', ['ping', '-c', '3', '-i', '0.1', '-w', '4', '10.0.0.12'], lab)).exitCode).toBe(0)
})
