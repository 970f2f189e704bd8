import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultLabIni } from '../src/lab/default-ini.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labStop } from '../src/lab/lab-lifecycle.ts'
import type { LabState } from '../src/lab/state/lab-state.ts'
import { labStatus } from '../src/lab/lab-status.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { withController } from '../src/lab/state/open-lab.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()
const file = join(tmpdir(), `${lab}.ini`)
let state: LabState
let networkId = ''

beforeAll(async () => {
  await reapDeadLabs()
  const lines = defaultLabIni({ overlayIpVersion: 4, networkType: 'vxlan', mechanisms: ['linuxbridge'] })
  await writeFile(file, `[DEFAULT]\ndhcp_agents_per_network = 2\n\n${lines}`)
  state = await labUp({ name: lab, hosts: 2, dhcp: true, configFiles: [file] })
  networkId = await withController(state, async (client) => {
    const { id } = await client.networks.create({ name: 'blue' })
    await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
    return id
  })
})
afterAll(async () => {
  await labDown(lab)
  await rm(file, { force: true })
})

const serverPid = async (host: string): Promise<number> =>
  Number(await readFile(join(state.directory, `dhcp-${host}`, 'dhcp', networkId, 'pid'), 'utf8').catch(() => ''))

it('tells who serves, and gives the network a server on each host', async () => {
  expect((await labStatus(lab)).hosts.map(({ agents }) => agents.map(({ role }) => role))).toEqual([
    ['l2', 'dhcp'],
    ['l2', 'dhcp'],
  ])
  await labBoot({ lab, name: 'first', network: 'blue', host: 'host1', dhcp: true })
  const servers = await withController(state, (client) => client.ports.list({ device_owner: 'network:dhcp' }))
  expect(servers.map((port) => port['binding:host_id']).sort()).toEqual(['host1', 'host2'])
  expect(new Set(servers.map(({ fixed_ips: [fixed] }) => fixed!.ip_address)).size).toBe(2)
})

it('still leases when one of the two is gone, agent and server', async () => {
  while ((await serverPid('host1')) === 0) await sleep(10)
  await labStop('dhcp@host1', 'SIGKILL', lab)
  process.kill(await serverPid('host1'), 'SIGKILL')
  expect((await labStatus(lab)).hosts[0]!.agents[1]).toMatchObject({ role: 'dhcp', alive: false })
  const late = await labBoot({ lab, name: 'late', network: 'blue', host: 'host1', dhcp: true })
  const leases = (await labStatus(lab)).vms.find(({ name }) => name === 'late')!.leases!
  expect(leases.map(({ address }) => address)).toEqual(late.addresses)
  const servers = await withController(state, (client) => client.ports.list({ device_owner: 'network:dhcp' }))
  const other = servers.find((port) => port['binding:host_id'] === 'host2')!
  expect(leases[0]!.server).toBe(other.fixed_ips[0]!.ip_address)
})
