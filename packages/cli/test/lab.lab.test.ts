import { access } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { execa } from 'execa'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labRestart, labStop } from '../src/lab/lab-lifecycle.ts'
import { labDelete, labMigrate } from '../src/lab/vm/lab-move.ts'
import { labDirectory } from '../src/lab/state/lab-state.ts'
import { labStatus } from '../src/lab/lab-status.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { isAlive, type ProcessRef } from '@netloom/core/files'
import { parseTopology } from '../src/lab/state/topology.ts'
import { namespaces, newLabName, ownLinks, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { addressOf, lostDuring } from './support/lost-pings.ts'
import { netloom } from './support/netloom.ts'

useTestState()
const lab = newLabName()
const vms = ['vm1', 'vm2', 'vm3', 'vm4', 'vm5', 'vm6']
const networks = [{ name: 'blue', mtu: 1400, subnets: [{ cidr: '10.0.0.0/24' }] }]
let before: { readonly namespaces: readonly string[]; readonly links: readonly string[] }

beforeAll(async () => {
  await reapDeadLabs()
  before = { namespaces: await ours(), links: await ownLinks() }
  await labUp({ name: lab, hosts: 5 })
  await applyTopology(topology({ networks }), { lab })
  await Promise.all(
    vms.map((name, index) => labBoot({ lab, name, network: 'blue', host: `host${String((index % 5) + 1)}` })),
  )
})
afterAll(() => labDown(lab))

/** Other people's labs come and go meanwhile. */
const ours = (): Promise<readonly string[]> => namespaces(`nl-${lab}-`)
const topology = (value: object): ReturnType<typeof parseTopology> => parseTopology(JSON.stringify(value), 'test.json')
const address = (name: string): Promise<string> => addressOf(name, lab)

async function lostPings(): Promise<readonly string[]> {
  const { vms: all } = await labStatus(lab)
  const pairs = all.flatMap((from) => all.filter((to) => to !== from).map((to) => ({ from, to })))
  const results = await Promise.all(
    pairs.map(async ({ from, to }) => ({
      pair: `${from.name}→${to.name}`,
      ...(await labExec(from.name, ['ping', '-c', '1', '-W', '3', to.addresses[0]!], lab)),
    })),
  )
  expect(results.length).toBe(all.length * (all.length - 1))
  return results.filter(({ exitCode }) => exitCode !== 0).map(({ pair }) => pair)
}

it('says where everything is', async () => {
  const { exitCode, stdout } = await netloom(['lab', 'status', '--json', '--name', lab])
  expect(exitCode).toBe(0)
  const status = JSON.parse(stdout) as Awaited<ReturnType<typeof labStatus>>
  expect(status.api).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string, alive: true })
  expect(status.hosts[0]).toEqual({
    name: 'host1',
    netns: `nl-${lab}-host1`,
    vtep: '192.0.2.1',
    mechanism: 'linuxbridge',
    wired: true,
    agents: [{ role: 'l2', pid: expect.any(Number) as number, alive: true }],
  })
  expect(status.vms.map(({ name }) => name).sort()).toEqual(vms)
  expect(Object.keys(status.vms[0]!).sort()).toEqual(['addresses', 'host', 'name', 'netns', 'plugged', 'port_id'])
})

it('lets six VMs on five hosts reach each other', async () => {
  expect(await lostPings()).toEqual([])
})

it('hands out the exit status of a command, 128 + signal when killed', async () => {
  expect((await labExec('host1', ['sh', '-c', 'exit 3'], lab)).exitCode).toBe(3)
  expect((await labExec('host1', ['sh', '-c', 'kill -9 $$'], lab)).exitCode).toBe(137)
})

it('loses no packet to a killed agent and its restart', async () => {
  let restarted = 0
  const lost = await lostDuring({ from: 'vm1', to: 'vm2', lab }, async () => {
    await sleep(300)
    const start = performance.now()
    await labRestart('agent@host1', 'SIGKILL', lab)
    restarted = performance.now() - start
    await sleep(300)
  })
  expect(lost).toBe(0)
  expect(restarted).toBeLessThan(10_000)
})

it('keeps traffic while the controller is dead, and boots again after its restart', async () => {
  const lost = await lostDuring({ from: 'vm3', to: 'vm4', lab }, async () => {
    await labStop('controller', 'SIGKILL', lab)
    expect((await labStatus(lab)).api.alive).toBe(false)
    await expect(labBoot({ lab, name: 'late', network: 'blue' })).rejects.toThrow('no controller answers')
    expect(await ours()).not.toContain(`nl-${lab}-vm-late`)
    await sleep(1_500)
  })
  expect(lost).toBe(0)
  await labRestart('controller', 'SIGTERM', lab)
  await labBoot({ lab, name: 'late', network: 'blue', host: 'host3' })
  expect(await lostPings()).toEqual([])
  await labDelete('late', lab)
})

it('lets one of two boots of a name win, and leaves the winner whole', async () => {
  const results = await Promise.allSettled(
    [1, 2].map(() => labBoot({ lab, name: 'twin', network: 'blue', host: 'host2' })),
  )
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await labExec('twin', ['ping', '-c', '1', '-W', '3', await address('vm1')], lab)).exitCode).toBe(0)
  await labDelete('twin', lab)
})

it('puts a VM back when it cannot be moved', async () => {
  await labStop('agent@host5', 'SIGKILL', lab)
  // Nobody wires the port on host5.
  await expect(labMigrate('vm1', 'host5', lab, 500)).rejects.toThrow(/after 0\.5 s/)
  expect((await labStatus(lab)).vms.find(({ name }) => name === 'vm1')?.host).toBe('host1')
  await labRestart('agent@host5', 'SIGTERM', lab)
  expect((await labExec('vm1', ['ping', '-c', '1', '-w', '5', await address('vm2')], lab)).exitCode).toBe(0)
})

it('shows what differs from a file, changes it, and refuses what cannot be changed', async () => {
  const wanted = {
    networks: [{ name: 'blue', mtu: 1380, subnets: [{ cidr: '10.0.0.0/24', dhcp: false }] }],
    ports: [{ name: 'spare', network: 'blue', ips: ['10.0.0.99'] }],
    vms: [{ name: 'vm6', network: 'blue', host: 'host2' }],
  }
  const shown = [
    { op: 'update', name: 'blue', differences: [{ field: 'mtu', is: '1400', wanted: '1380' }] },
    { op: 'update', name: 'blue 10.0.0.0/24', differences: [{ field: 'dhcp', is: 'true', wanted: 'false' }] },
    { op: 'create', name: 'spare' },
    { op: 'update', name: 'vm6', differences: [{ field: 'host', is: 'host1', wanted: 'host2' }] },
  ]
  expect(await applyTopology(topology(wanted), { lab, dryRun: true })).toMatchObject(shown)
  expect(await applyTopology(topology(wanted), { lab })).toMatchObject(shown)
  expect(await applyTopology(topology(wanted), { lab })).toEqual([])
  const moved = { ports: [{ name: 'spare', network: 'blue', ips: ['10.0.0.98'], host: 'host4' }] }
  expect(await applyTopology(topology(moved), { lab })).toHaveLength(1)
  expect(await applyTopology(topology(moved), { lab })).toEqual([])
  const other = topology({ networks: [{ name: 'blue', segmentationId: 7777 }] })
  await expect(applyTopology(other, { lab })).rejects.toThrow(
    /network blue exists and cannot be changed in segmentationId: \d+ → 7777/,
  )
})

it.each([
  ['a VNI out of range', { networks: [{ name: 'red', type: 'vxlan', segmentationId: 16_777_216 }] }, /16777216/],
  [
    'overlapping subnets',
    { networks: [{ name: 'blue', subnets: [{ cidr: '10.0.0.128/25' }] }] },
    /10\.0\.0\.128\/25.*overlap/i,
  ],
  ['an address outside the subnet', { ports: [{ name: 'red', network: 'blue', ips: ['10.9.9.9'] }] }, /10\.9\.9\.9/],
  ['a host that there is not', { ports: [{ name: 'red', network: 'blue', host: 'host9' }] }, /host "host9"/],
])('refuses %s', async (_, value, message) => {
  await expect(applyTopology(topology(value), { lab })).rejects.toThrow(message)
})

it('refuses a VNI in use', async () => {
  const red = (name: string): ReturnType<typeof topology> =>
    topology({ networks: [{ name, type: 'vxlan', segmentationId: 4242 }] })
  await applyTopology(red('red'), { lab })
  await expect(applyTopology(red('green'), { lab })).rejects.toThrow(/4242/)
})

it('plans, explains and audits', async () => {
  const ask = (...args: readonly string[]): ReturnType<typeof netloom> =>
    netloom([...args, '--name', lab, '--host', 'host2'])
  const { stdout } = await labExec('host2', ['ip', '-j', 'link', 'show', 'type', 'vxlan'], lab)
  const devices = JSON.parse(stdout) as readonly { readonly ifname: string }[]
  const { ifname } = devices.find((device) => device.ifname.startsWith('vxlan-'))!
  expect(await ask('plan')).toMatchObject({ exitCode: 0, stdout: 'host2: nothing to do' })
  expect((await ask('explain', ifname)).stdout).toMatch(
    /^host2:\n[^]*is as wanted\n {4}because of network\/[0-9a-f-]+ \(\w+\), revision \d+: /,
  )
  expect(await ask('explain', 'vxlan-nobody')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('vxlan-nobody') as string,
  })
  const [entry] = (await labExec('host2', ['bridge', 'fdb', 'show', 'dev', ifname], lab)).stdout
    .split('\n')
    .filter((line) => line.includes('fa:16:3e') && line.includes('dst'))
  await labExec('host2', ['bridge', 'fdb', 'del', entry!.split(' ')[0]!, 'dev', ifname], lab)
  const audit = await ask('audit')
  expect(audit.exitCode).toBe(0)
  expect(audit.stdout).toMatch(new RegExp(`repaired \\(1 steps\\)\\n {4}missing .*${entry!.split(' ')[0]!}`))
  expect(await lostPings()).toEqual([])
})

it('leaves nothing behind', async () => {
  const state = await requireLab(lab)
  const processes = [
    state.controller,
    ...state.hosts.flatMap(({ agents }) => agents.map(({ process }) => process)),
  ] as readonly ProcessRef[]
  expect((await netloom(['lab', 'down', '--name', lab])).exitCode).toBe(0)
  expect(await ours()).toEqual(before.namespaces)
  expect(await ownLinks()).toEqual(before.links)
  expect(await Promise.all(processes.map(isAlive))).toEqual(processes.map(() => false))
  await expect(access(labDirectory(lab))).rejects.toThrow('ENOENT')
})

it('cleans up after an `up` that was killed midway', async () => {
  const up = execa(
    process.execPath,
    ['packages/cli/bin/netloom.mjs', 'lab', 'up', '--name', lab, '--listen', '127.0.0.1:0'],
    { reject: false },
  )
  while ((await ours()).length < 3) await sleep(5)
  up.kill('SIGKILL')
  await up
  expect((await netloom(['lab', 'up', '--name', lab, '--listen', '127.0.0.1:0'])).stderr).toContain('netloom lab down')
  await labDown(lab)
  expect(await ours()).toEqual([])
  expect(await ownLinks()).toEqual(before.links)
})
