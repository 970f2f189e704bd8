import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { processStartTime } from '@netloom/core/files'
import { keepsPortsDown } from '../src/lab/vm/agent-complaint.ts'
import { labHosts } from '../src/lab/state/lab-hosts.ts'
import type { LabState } from '../src/lab/state/lab-state.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'netloom-complaint-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function state(dhcpLives: boolean): Promise<LabState> {
  const alive = { pid: process.pid, startTime: (await processStartTime(process.pid)) ?? '' }
  const dead = { pid: process.pid, startTime: '1' }
  const hosts = labHosts('lab', [{ name: 'host1' }, { name: 'host2' }]).map((host) => ({
    ...host,
    agents: [
      { role: { name: 'l2', wires: true as const }, process: alive },
      ...(host.name === 'host2' ? [{ role: { name: 'dhcp' }, process: dhcpLives ? alive : dead }] : []),
    ],
  }))
  return { name: 'lab', directory, configFiles: [], networkType: 'vxlan', port: 1, hosts, vms: [] }
}

it('a port that waits for DHCP is explained by the DHCP agent that ended, on whatever host', async () => {
  await writeFile(join(directory, 'agent-host1.log'), '{"level":40,"time":1,"msg":"no VLAN networks on this host"}\n')
  await writeFile(join(directory, 'dhcp-host2.log'), 'netloom: no `dnsmasq` command on this machine\n')
  expect(await keepsPortsDown(await state(false), 'host1')).toMatch(
    /^dhcp agent of host2 ended: no `dnsmasq` command on this machine/,
  )
})

it('while all agents live, by the one that complained last', async () => {
  await writeFile(join(directory, 'agent-host1.log'), '{"level":40,"time":1,"msg":"no VLAN networks on this host"}\n')
  await writeFile(join(directory, 'dhcp-host2.log'), '{"level":40,"time":2,"msg":"steps failed: no dnsmasq"}\n')
  expect(await keepsPortsDown(await state(true), 'host1')).toMatch(/^dhcp agent of host2: .*no dnsmasq/)
})
