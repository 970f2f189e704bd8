import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShownTrace } from '../src/trace/describe-trace.ts'
import { applyTopology } from '../src/lab/apply/lab-apply.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { parseTopology } from '../src/lab/state/topology.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom } from './support/netloom.ts'

useTestState()
const lab = newLabName()
const topology = parseTopology(
  JSON.stringify({ networks: [{ name: 'blue', subnets: [{ cidr: '10.0.0.0/24' }, { cidr: 'fd00::/64' }] }] }),
  'test.json',
)

interface Shown {
  readonly id: string
}

const api = <T>(method: string, path: string, body?: object): Promise<T> => labApi<T>(lab, method, path, body)

async function trace(...args: readonly string[]): Promise<ShownTrace & { readonly exitCode: number | undefined }> {
  const { exitCode, stdout, stderr } = await netloom(['trace', '--name', lab, '--live', '--json', ...args])
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as ShownTrace), exitCode }
}

/** Rules come to the hosts in a moment. */
async function traceUntil(verdict: ShownTrace['verdict'], ...args: readonly string[]): Promise<ShownTrace> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const shown = await trace(...args)
    if (shown.verdict === verdict || performance.now() > deadline) return shown
  }
}

let web = ''
beforeAll(async () => {
  await reapDeadLabs()
  await labUp({ name: lab, hosts: 2, dhcp: false })
  await applyTopology(topology, { lab })
  const group = await api<{ security_group: Shown }>('POST', 'security-groups', { security_group: { name: 'web' } })
  web = group.security_group.id
  for (const [name, host] of [
    ['vm1', 'host1'],
    ['vm2', 'host2'],
    ['vm3', 'host1'],
  ] as const)
    await labBoot({ lab, name, network: 'blue', host })
  const { vms } = await requireLab(lab)
  const server = vms.find(({ name }) => name === 'vm2')
  await api('PUT', `ports/${server?.portId ?? ''}`, { port: { security_groups: [web] } })
}, 120_000)
afterAll(() => labDown(lab))

describe('netloom trace --live in a lab', () => {
  it('names the rules that let a packet pass on one host, and the kernel names the same', async () => {
    const shown = await trace('--from', 'vm1', '--to', 'vm3')
    expect(shown).toMatchObject({
      verdict: 'delivered',
      exitCode: 0,
      live: { arrived: true, agrees: true, differences: [] },
    })
    expect(shown.hops.map(({ hop }) => hop)).toEqual(['guard', 'egress rules', 'switch', 'ingress rules', 'device'])
    expect(shown.decided?.cause.rule).toMatch(/^ingress IPv4 any from members of /)
  })

  it('ends at the host and the port whose groups have no rule', async () => {
    const shown = await traceUntil('dropped', '--from', 'vm1', '--to', 'vm2', '--proto', 'tcp', '--dport', '80')
    expect(shown).toMatchObject({ verdict: 'dropped', live: { arrived: false, agrees: true } })
    expect(shown.decided).toMatchObject({ host: 'host2', hop: 'ingress rules', verdict: 'drop' })
    expect(shown.decided?.cause.rule).toBe('no rule of its groups allows it')
    expect(shown.live?.hosts).toContainEqual(expect.objectContaining({ host: 'host2', verdict: 'drop' }))
  })

  it('goes from host to host through population and tunnel to a new rule', async () => {
    const { security_group_rule: rule } = await api<{ security_group_rule: Shown }>('POST', 'security-group-rules', {
      security_group_rule: {
        security_group_id: web,
        direction: 'ingress',
        protocol: 'tcp',
        port_range_min: 80,
        port_range_max: 80,
      },
    })
    const args = ['--from', 'vm1', '--to', 'vm2', '--proto', 'tcp', '--dport'] as const
    const shown = await traceUntil('delivered', ...args, '80')
    expect(shown).toMatchObject({ verdict: 'delivered', live: { arrived: true, agrees: true, differences: [] } })
    expect(shown.hops.map(({ host, hop }) => `${host} ${hop}`)).toEqual([
      'host1 guard',
      'host1 egress rules',
      'host1 switch',
      'host1 population',
      'host1 tunnel',
      'host2 switch',
      'host2 ingress rules',
      'host2 device',
    ])
    expect(shown.decided).toMatchObject({
      ruleId: rule.id,
      cause: { object: `security-group/${web}`, rule: 'ingress IPv4 tcp 80' },
    })
    expect(shown.live?.hosts.find(({ host }) => host === 'host2')?.ruleIds).toEqual([rule.id])
    expect(await trace(...args, '81')).toMatchObject({
      verdict: 'dropped',
      exitCode: 3,
      live: { arrived: false, agrees: true },
    })
  })

  it('stops a spoof at the guard of its host', async () => {
    for (const spoof of [
      ['--source', '10.0.0.99'],
      ['--source-mac', 'fa:16:3e:99:99:99'],
    ] as const) {
      const shown = await trace('--from', 'vm1', '--to', 'vm3', ...spoof)
      expect(shown).toMatchObject({
        verdict: 'dropped',
        decided: { hop: 'guard', host: 'host1' },
        live: { arrived: false, agrees: true },
      })
    }
  })

  it('traces IPv6', async () => {
    const { vms } = await requireLab(lab)
    const address =
      vms
        .find(({ name }) => name === 'vm3')
        ?.addresses.find((one) => one.includes(':'))
        ?.split('/')[0] ?? ''
    const shown = await trace('--from', 'vm1', '--to', address, '--proto', 'udp', '--dport', '53')
    expect(shown).toMatchObject({ verdict: 'delivered', live: { arrived: true, agrees: true, differences: [] } })
  })

  it('leaves no table of its own behind, and refuses in one line what cannot be traced', async () => {
    const { exitCode, stderr } = await netloom(['trace', '--name', lab, '--from', 'vm9', '--to', 'vm1'])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `netloom: --from vm9: no such port in lab ${lab}; its VMs are vm1, vm2, vm3; \`openstack port list\` shows all`,
    })
    const { stdout } = await netloom(['lab', 'exec', '--name', lab, 'host1', '--', 'nft', 'list', 'tables'])
    expect(stdout).not.toContain('netloom-trace')
  })
})
