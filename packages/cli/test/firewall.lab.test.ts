import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labExec } from '../src/lab/lab-exec.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { apiEndpoint } from '../src/lab/state/api-endpoint.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const lab = newLabName()

interface Shown {
  readonly id: string
  readonly status: string
}

async function api(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const { url, token } = await apiEndpoint(await requireLab(lab))
  const answer = await fetch(`${url}/v2.0/${path}`, {
    method,
    headers: { 'x-auth-token': token, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
}

const make = async (path: string, kind: string, body: object): Promise<Shown> =>
  (await api('POST', path, { [kind]: body }))[kind] as Shown

const pings = async (from: string, target: string): Promise<boolean> =>
  (await labExec(from, ['ping', '-c', '1', '-W', '1', target], lab)).exitCode === 0

let router: Shown
const ports: string[] = []

beforeAll(async () => {
  await reapDeadLabs()
  const file = join(await mkdtemp(join(tmpdir(), 'netloom-firewall-')), 'firewall.ini')
  await writeFile(file, '[DEFAULT]\nservice_plugins = router,firewall_v2\n')
  await labUp({ name: lab, hosts: 1, roles: ['l2', 'l3', 'firewall'], configFiles: [file] })
  router = await make('routers', 'router', { name: 'r' })
  for (const [at, vm] of ['red', 'blue'].entries()) {
    const network = await make('networks', 'network', { name: vm })
    const cidr = `10.0.${String(at)}.0/24`
    const subnet = await make('subnets', 'subnet', { network_id: network.id, cidr, ip_version: 4 })
    const added = await api('PUT', `routers/${router.id}/add_router_interface`, { subnet_id: subnet.id })
    ports.push(String(added['port_id']))
    await labBoot({ lab, name: vm, network: network.id, ip: `10.0.${String(at)}.5`, portSecurity: false })
  }
})
afterAll(() => labDown(lab))

describe('a firewall group on a router of the lab', () => {
  let group: Shown
  let policy: Shown
  const status = async (): Promise<string> =>
    ((await api('GET', `fwaas/firewall_groups/${group.id}`))['firewall_group'] as Shown).status

  it('keeps out what no rule allows, once it is ACTIVE', async () => {
    await expect.poll(() => pings('red', '10.0.1.5'), { timeout: 20_000 }).toBe(true)
    policy = await make('fwaas/firewall_policies', 'firewall_policy', {})
    const body = { ports: [ports[1]], ingress_firewall_policy_id: policy.id }
    group = await make('fwaas/firewall_groups', 'firewall_group', body)
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
    expect(await pings('red', '10.0.1.5')).toBe(false)
  })

  it('lets pass what a rule allows that is inserted', async () => {
    const ruleIds = ['fwaas/firewall_rules', 'fwaas/firewall_rules'].map((path) =>
      make(path, 'firewall_rule', { protocol: 'icmp', action: 'allow' }),
    )
    const egress = await make('fwaas/firewall_policies', 'firewall_policy', {
      firewall_rules: [(await ruleIds[0])?.id],
    })
    await api('PUT', `fwaas/firewall_groups/${group.id}`, {
      firewall_group: { egress_firewall_policy_id: egress.id },
    })
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
    const insert = { firewall_rule_id: (await ruleIds[1])?.id }
    await api('PUT', `fwaas/firewall_policies/${policy.id}/insert_rule`, insert)
    await expect.poll(() => pings('red', '10.0.1.5'), { timeout: 10_000 }).toBe(true)
    await expect.poll(status, { timeout: 20_000 }).toBe('ACTIVE')
  })

  it('filters again within seconds when somebody flushes the ruleset of the namespace', async () => {
    const nft = async (...command: readonly string[]): Promise<string> =>
      (await labExec('host1', ['ip', 'netns', 'exec', `qrouter-${router.id}`, 'nft', ...command], lab)).stdout
    const table = (): Promise<string> => nft('list', 'tables')
    expect(await table()).toContain('netloom-firewall')
    await nft('flush', 'ruleset')
    await expect.poll(table, { timeout: 10_000 }).toContain('netloom-firewall')
  })
})
