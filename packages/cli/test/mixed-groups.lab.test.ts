import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { parseTopology } from '../src/lab/state/topology.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()
const topology = parseTopology(
  JSON.stringify({
    hosts: [
      { name: 'bridged', mechanism: 'linuxbridge' },
      { name: 'switched', mechanism: 'openvswitch' },
    ],
    networks: [{ name: 'blue', type: 'vxlan', segmentationId: 778, subnets: [{ cidr: '10.0.0.0/24' }] }],
    vms: [
      { name: 'vm1', network: 'blue', host: 'bridged', ip: '10.0.0.11' },
      { name: 'vm2', network: 'blue', host: 'switched', ip: '10.0.0.12' },
    ],
  }),
  'mixed.json',
)
const ADDRESS = { vm1: '10.0.0.11', vm2: '10.0.0.12' } as const
type Vm = keyof typeof ADDRESS

const api = (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
  labApi(lab, method, path, body)
const make = async (kind: string, body: object): Promise<string> => {
  const made = (await api('POST', `${kind.replaceAll('_', '-')}s`, { [kind]: body }))[kind]
  return (made as { readonly id: string }).id
}
const join = async (vm: Vm, ...groups: readonly string[]): Promise<void> => {
  const id = (await requireLab(lab)).vms.find(({ name }) => name === vm)?.portId ?? ''
  await api('PUT', `ports/${id}`, { port: { security_groups: groups } })
}
const allow = (groupId: string, remoteId: string, protocol: string): Promise<string> =>
  make('security_group_rule', {
    ...{ security_group_id: groupId, remote_group_id: remoteId, direction: 'ingress', protocol },
  })
const pings = async (from: Vm, to: Vm): Promise<boolean> =>
  (await labExec(from, ['ping', '-c', '1', '-W', '1', ADDRESS[to]], lab)).exitCode === 0
const comesToPing = (from: Vm, to: Vm): Promise<void> =>
  expect.poll(() => pings(from, to), { timeout: 10_000 }).toBe(true)

/** Speaks first, again and again: how long its bytes were answered. */
const SPEAK = `
import socket, time
s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("", 80)); s.listen(1); s.settimeout(8)
c, _ = s.accept(); c.settimeout(1); last = first = time.time()
try:
    while last < first + 8: c.send(b"x"); c.recv(1); last = time.time(); time.sleep(0.05)
except OSError: pass
print(last)`
const ECHO = (to: Vm): string => `
import socket, time
for _ in range(40):
    try: c = socket.create_connection(("${ADDRESS[to]}", 80), 1); break
    except OSError: time.sleep(0.1)
try:
    while (got := c.recv(9)): c.send(got)
except OSError: pass`

describe.skipIf(!existsSync('/usr/sbin/ovs-vswitchd'))('groups of a Linux bridge host and an Open vSwitch host', () => {
  let [clients, servers, others] = ['', '', '']

  beforeAll(async () => {
    await reapDeadLabs()
    await labUp({ name: lab, hosts: topology.hosts })
    await applyTopology(topology, { lab })
    for (const name of ['clients', 'servers', 'others']) {
      const id = await make('security_group', { name })
      if (name === 'clients') clients = id
      else if (name === 'servers') servers = id
      else others = id
    }
  }, 120_000)
  afterAll(() => labDown(lab))

  it('let nothing in that no rule allows', async () => {
    await comesToPing('vm1', 'vm2')
    await join('vm1', clients)
    await join('vm2', servers)
    await expect.poll(() => pings('vm1', 'vm2'), { timeout: 10_000 }).toBe(false)
    await expect.poll(() => pings('vm2', 'vm1'), { timeout: 10_000 }).toBe(false)
  })

  it('let in what members of a remote group send that are behind the other switch, each way by its own rule', async () => {
    await allow(servers, clients, 'icmp')
    await comesToPing('vm1', 'vm2')
    expect(await pings('vm2', 'vm1')).toBe(false)
    await allow(clients, servers, 'icmp')
    await comesToPing('vm2', 'vm1')
  })

  it.each([
    ['the Linux bridge leaves, and the server behind Open vSwitch speaks next', 'vm1', 'vm2'],
    ['Open vSwitch leaves, and the server behind the Linux bridge speaks next', 'vm2', 'vm1'],
  ] as const)('cut a session when its client behind %s', async (_, client, server) => {
    await join('vm1', clients)
    await join('vm2', servers)
    const [own, remote] = server === 'vm2' ? [servers, clients] : [clients, servers]
    await allow(own, remote, 'tcp')
    await comesToPing(client, server)
    const session = labExec(server, ['timeout', '20', 'python3', '-c', SPEAK], lab)
    void labExec(client, ['timeout', '20', 'python3', '-c', ECHO(server)], lab)
    const isOpen = async (): Promise<boolean> =>
      (await labExec(server, ['ss', '-Htn', 'state', 'established'], lab)).stdout.includes(':80 ')
    await expect.poll(isOpen, { timeout: 8_000 }).toBe(true)
    await join(client, others)
    const left = Date.now() / 1_000
    const { stdout } = await session
    const took = Number(stdout) - left
    console.log(`cut ${(took * 1_000).toFixed(0)} ms after the answer to the request`)
    expect(took).toBeLessThan(2)
    expect(await pings(client, server)).toBe(false)
  })
})
