import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labBoot, type BootedVm } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart, labStop } from '../src/lab/lab-lifecycle.ts'
import { labStatus } from '../src/lab/lab-status.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { tapName } from '../src/lab/state/names.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { isAlive } from '@netloom/core/files'
import { parseTopology } from '../src/lab/state/topology.ts'
import { allFlows, ourFlows } from './support/flows.ts'
import { flowKeys } from './support/parse-flows.ts'
import { namespaces, newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { addressOf, lostDuring } from './support/lost-pings.ts'
import { netloom } from './support/netloom.ts'

useTestState()
const lab = newLabName()
let near: BootedVm
let far: BootedVm

beforeAll(async () => {
  await reapDeadLabs()
  await labUp({ name: lab, hosts: 2, mechanisms: ['openvswitch'] })
  const file = { networks: [{ name: 'blue', subnets: [{ cidr: '10.0.0.0/24' }] }] }
  await applyTopology(parseTopology(JSON.stringify(file), 'test.json'), { lab })
  near = await labBoot({ lab, name: 'near', network: 'blue', host: 'host1' })
  far = await labBoot({ lab, name: 'far', network: 'blue', host: 'host2' })
  await within(2_000, async () =>
    (await ourFlows('host1', 'br-tun', lab)).some(({ match }) => match.includes(far.macAddress)),
  )
})
afterAll(() => labDown(lab))

const onHost = async (...command: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await labExec('host1', command, lab)
  if (exitCode !== 0) throw new Error(stderr)
  return stdout
}
const pings = async (): Promise<boolean> =>
  (await labExec('near', ['ping', '-c', '2', '-i', '0.1', '-w', '4', await addressOf('far', lab)], lab)).exitCode === 0

/** Milliseconds until `holds`; more than `most` fails. */
async function within(most: number, holds: () => Promise<boolean>): Promise<number> {
  const start = performance.now()
  while (!(await holds().catch(() => false))) {
    if (performance.now() - start > most) throw new Error(`not within ${String(most)} ms`)
    await sleep(10)
  }
  return performance.now() - start
}

it('says what runs on a host, and wires VMs on two of them', async () => {
  const [host] = (await labStatus(lab)).hosts
  expect(host?.mechanism).toBe('openvswitch')
  expect(host?.ovs?.daemons.map(({ name, alive }) => [name, alive])).toEqual([
    ['ovs-vswitchd', true],
    ['ovsdb-server', true],
  ])
  expect(await onHost('ovs-vsctl', 'iface-to-br', tapName(near.portId))).toBe('br-int')
  expect(await pings()).toBe(true)
})

it('changes no flow and loses no packet when an agent is killed and started again', async () => {
  const bridges = ['br-int', 'br-tun', 'br-provider']
  const before = await Promise.all(bridges.map((bridge) => ourFlows('host1', bridge, lab)))
  const started = performance.now()
  const lost = await lostDuring({ from: 'near', to: 'far', lab }, async () => {
    await sleep(300)
    await labRestart('agent@host1', 'SIGKILL', lab)
    await sleep(1_000)
  })
  const elapsed = (performance.now() - started) / 1000
  expect(lost).toBe(0)
  const after = await Promise.all(bridges.map((bridge) => ourFlows('host1', bridge, lab)))
  expect(after.map(flowKeys)).toEqual(before.map(flowKeys))
  expect(after.flat().length).toBeGreaterThan(20)
  // A flow that is written again, even the same, starts its life anew.
  expect(after.flat().filter(({ age }) => age < elapsed)).toEqual([])
})

it('has all flows back when the switch was killed', async () => {
  const before = await Promise.all(['br-int', 'br-tun'].map((bridge) => ourFlows('host1', bridge, lab)))
  await labRestart('vswitchd@host1', 'SIGKILL', lab)
  const took = await within(5_000, async () => {
    const now = await Promise.all(['br-int', 'br-tun'].map((bridge) => ourFlows('host1', bridge, lab)))
    return JSON.stringify(now.map(flowKeys)) === JSON.stringify(before.map(flowKeys))
  })
  expect(took).toBeLessThan(2_000)
  expect(await pings()).toBe(true)
})

it('comes to life again after both daemons were down for a while', async () => {
  await labStop('ovs@host1', 'SIGTERM', lab)
  expect(await pings()).toBe(false)
  await labRestart('ovs@host1', 'SIGTERM', lab)
  await within(5_000, pings)
})

it('repairs flows that were deleted or changed by hand, and leaves those of others', async () => {
  await onHost('ovs-ofctl', 'add-flow', 'br-int', 'cookie=0x1234,table=90,priority=7,actions=drop')
  await onHost('ovs-vsctl', 'add-br', 'br-foreign', '--', 'set', 'bridge', 'br-foreign', 'datapath_type=netdev')
  const before = flowKeys(await ourFlows('host1', 'br-tun', lab))
  const whole = async (): Promise<boolean> =>
    JSON.stringify(flowKeys(await ourFlows('host1', 'br-tun', lab))) === JSON.stringify(before)
  await onHost('ovs-ofctl', '--strict', 'del-flows', 'br-tun', 'table=22')
  await onHost('ovs-ofctl', 'del-flows', 'br-tun', `table=20`)
  expect(await within(5_000, whole)).toBeLessThan(1_000)
  await onHost('ovs-ofctl', 'mod-flows', 'br-tun', 'table=22,actions=drop')
  expect(await within(5_000, whole)).toBeLessThan(1_000)
  expect(await pings()).toBe(true)
  expect((await netloom(['audit', '--name', lab, '--host', 'host1'])).exitCode).toBe(0)
  await labRestart('agent@host1', 'SIGTERM', lab)
  expect((await allFlows('host1', 'br-int', lab)).filter(({ cookie }) => cookie === '0x1234')).toHaveLength(1)
  expect((await onHost('ovs-vsctl', 'list-br')).split('\n')).toContain('br-foreign')
})

it('puts a port back that was taken out of the switch', async () => {
  await onHost('ovs-vsctl', 'del-port', 'br-int', tapName(near.portId))
  expect(await within(5_000, pings)).toBeLessThan(2_000)
  expect((await onHost('ovs-vsctl', 'port-to-br', tapName(near.portId))).trim()).toBe('br-int')
})

it('plans and explains in words of the switch', async () => {
  const ask = (...args: readonly string[]): ReturnType<typeof netloom> =>
    netloom([...args, '--name', lab, '--host', 'host1'])
  expect(await ask('plan')).toMatchObject({ exitCode: 0, stdout: 'host1: nothing to do' })
  expect((await ask('explain', 'br-tun')).stdout).toContain('is as wanted')
  expect((await ask('explain', `port/${far.portId}`)).stdout).toContain(far.macAddress)
})

it('leaves nothing behind, also when the lab has forgotten its daemons', async () => {
  const state = await requireLab(lab)
  const daemons = state.hosts.flatMap(({ ovs }) => (ovs === undefined ? [] : [ovs.database, ovs.vswitchd]))
  expect(daemons).toHaveLength(4)
  await rm(`${state.directory}/lab.json`)
  await labDown(lab)
  expect(await Promise.all(daemons.map(isAlive))).toEqual([false, false, false, false])
  expect(await namespaces(`nl-${lab}-`)).toEqual([])
})
