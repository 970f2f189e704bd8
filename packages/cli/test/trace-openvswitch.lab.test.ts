import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { apiEndpoint } from '../src/lab/state/api-endpoint.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { parseTopology } from '../src/lab/state/topology.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import type { ShownTrace } from '../src/trace/describe-trace.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom } from './support/netloom.ts'

useTestState()
const lab = newLabName()
const topology = parseTopology(
  JSON.stringify({
    networks: [
      { name: 'blue', subnets: [{ cidr: '10.0.0.0/24' }] },
      { name: 'vlan', type: 'vlan', physicalNetwork: 'physnet1', subnets: [{ cidr: '10.0.1.0/24' }] },
      { name: 'flat', type: 'flat', physicalNetwork: 'physnet1', subnets: [{ cidr: '10.0.2.0/24' }] },
    ],
  }),
  'test.json',
)

async function trace(...args: readonly string[]): Promise<ShownTrace> {
  const { stdout, stderr } = await netloom(['trace', '--name', lab, '--live', '--json', ...args])
  expect(stderr).toBe('')
  return JSON.parse(stdout) as ShownTrace
}

async function post(path: string, body: object): Promise<unknown> {
  const { url, token } = await apiEndpoint(await requireLab(lab))
  const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' }
  const answer = await fetch(`${url}/v2.0/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(201)
  return answer.json()
}

describe.skipIf(!existsSync('/usr/sbin/ovs-vswitchd'))('netloom trace --live on Open vSwitch', () => {
  beforeAll(async () => {
    await reapDeadLabs()
    await labUp({ name: lab, hosts: 2, dhcp: false, mechanisms: ['openvswitch'] })
    await applyTopology(topology, { lab })
    for (const [name, host] of [
      ['vm1', 'host1'],
      ['vm2', 'host2'],
      ['vm3', 'host1'],
    ] as const)
      await labBoot({ lab, name, network: 'blue', host })
    for (const network of ['vlan', 'flat'])
      for (const [at, host] of ['host1', 'host2'].entries())
        await labBoot({ lab, name: `${network}${String(at + 1)}`, network, host })
  }, 120_000)
  afterAll(() => labDown(lab))

  it.each([
    ['of the same host', 'vm3', ['host1']],
    ['behind a tunnel, by a remote group', 'vm2', ['host1', 'host2']],
  ] as const)('names the rules that let a packet pass to a VM %s, as the model does', async (_what, to, hosts) => {
    const shown = await trace('--from', 'vm1', '--to', to, '--proto', 'udp', '--dport', '80')
    expect(shown).toMatchObject({ verdict: 'delivered', live: { arrived: true, agrees: true, differences: [] } })
    const ruleIds = shown.hops.flatMap(({ ruleId }) => ruleId ?? [])
    expect(ruleIds).toHaveLength(2)
    const words = shown.live?.hosts ?? []
    expect(words.map(({ host, by }) => `${host} ${by}`)).toEqual(hosts.map((host) => `${host} Open vSwitch`))
    expect(words.flatMap((word) => word.ruleIds).sort()).toEqual([...ruleIds].sort())
  })

  it.each(['vlan', 'flat'])('names the rules of both hosts of a %s network', async (network) => {
    const [from, to] = [`${network}1`, `${network}2`]
    const shown = await trace('--from', from, '--to', to, '--proto', 'udp', '--dport', '80')
    expect(shown).toMatchObject({ verdict: 'delivered', live: { arrived: true, agrees: true, differences: [] } })
    const ruleIds = shown.hops.flatMap(({ ruleId }) => ruleId ?? [])
    expect(ruleIds).toHaveLength(2)
    expect(shown.live?.hosts.flatMap((word) => word.ruleIds).sort()).toEqual([...ruleIds].sort())
    expect(shown.live?.hosts.map(({ host }) => host)).toEqual(['host1', 'host2'])
  })

  it('says in the words of the agent why flows drop: a spoof, and what no rule allows', async () => {
    const spoof = await trace('--from', 'vm1', '--to', 'vm3', '--source', '10.0.0.99')
    expect(spoof).toMatchObject({ verdict: 'dropped', live: { arrived: false, agrees: true } })
    expect(spoof.live?.hosts[0]?.dropped).toContain("IPv4 packets come from nobody else's address")
    const { vms } = await requireLab(lab)
    const { security_group: group } = (await post('security-groups', { security_group: { name: 'none' } })) as {
      readonly security_group: { readonly id: string }
    }
    const { url, token } = await apiEndpoint(await requireLab(lab))
    const id = vms.find(({ name }) => name === 'vm3')?.portId ?? ''
    await fetch(`${url}/v2.0/ports/${id}`, {
      method: 'PUT',
      headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
      body: JSON.stringify({ port: { security_groups: [group.id] } }),
    })
    await expect
      .poll(() => trace('--from', 'vm1', '--to', 'vm3'), { timeout: 15_000 })
      .toMatchObject({ verdict: 'dropped', live: { arrived: false, agrees: true, differences: [] } })
    const denied = await trace('--from', 'vm1', '--to', 'vm3')
    expect(denied.live?.hosts[0]?.dropped).toBe('table 92: no rule allows it')
  })
})
