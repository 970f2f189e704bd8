import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShownTrace } from '../src/trace/describe-trace.ts'
import type { TraceRequest } from '../src/trace/plan-trace.ts'
import { labBoot } from '../src/lab/vm/lab-boot.ts'
import { labDown } from '../src/lab/lab-down.ts'
import { labTrace } from '../src/lab/lab-trace.ts'
import { labUp } from '../src/lab/lab-up.ts'
import { requireLab } from '../src/lab/state/open-lab.ts'
import { labApi } from './support/lab-api.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'
import { netloom } from './support/netloom.ts'

useTestState()
const lab = newLabName()

interface Shown {
  readonly id: string
  readonly status: string
  readonly security_groups: readonly string[]
  readonly fixed_ips: readonly { readonly ip_address: string }[]
  readonly external_gateway_info: { readonly external_fixed_ips: readonly { readonly ip_address: string }[] }
}

const api = (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
  labApi(lab, method, path, body)

const make = async (path: string, kind: string, body: object): Promise<Shown> =>
  (await api('POST', path, { [kind]: body }))[kind] as Shown

/** As the command would be told: `--from vm1 --to vm2`. */
function trace(...args: readonly string[]): Promise<ShownTrace> {
  const pairs = args.flatMap((word, at) => (at % 2 === 0 ? [[word.slice(2), args[at + 1] ?? '']] : []))
  return labTrace(Object.fromEntries(pairs) as TraceRequest, { lab, live: true })
}

/** Hosts hear of what changes in a moment. */
async function traceUntil(wanted: (shown: ShownTrace) => boolean, ...args: readonly string[]): Promise<ShownTrace> {
  const deadline = performance.now() + 15_000
  for (;;) {
    const shown = await trace(...args)
    if ((wanted(shown) && shown.live?.agrees === true) || performance.now() > deadline) return shown
  }
}

const delivered = ({ verdict }: ShownTrace): boolean => verdict === 'delivered'
const words = ({ hops }: ShownTrace): readonly string[] => hops.map(({ host, hop }) => `${host} ${hop}`)
const AGREES = { agrees: true, differences: [] }

let router: Shown
let external: Shown
const interfaces: string[] = []
const portOf = async (vm: string): Promise<Shown> => {
  const { vms } = await requireLab(lab)
  const found = vms.find(({ name }) => name === vm)
  return (await api('GET', `ports/${found?.portId ?? ''}`))['port'] as Shown
}

beforeAll(async () => {
  await reapDeadLabs()
  const file = join(await mkdtemp(join(tmpdir(), 'netloom-trace-')), 'services.ini')
  await writeFile(file, '[DEFAULT]\nservice_plugins = router,firewall_v2\n')
  const hosts = [
    { name: 'host1', mechanism: 'linuxbridge' },
    { name: 'host2', mechanism: 'openvswitch' },
  ]
  await labUp({ name: lab, hosts, roles: ['l2', 'l3', 'firewall'], configFiles: [file] })
  external = await make('networks', 'network', {
    ...{ name: 'ext', 'router:external': true },
    ...{ 'provider:network_type': 'flat', 'provider:physical_network': 'physnet1' },
  })
  await make('subnets', 'subnet', {
    ...{ network_id: external.id, cidr: '203.0.113.0/24', ip_version: 4, gateway_ip: '203.0.113.1' },
    ...{ enable_dhcp: false, allocation_pools: [{ start: '203.0.113.10', end: '203.0.113.49' }] },
  })
  await make('subnets', 'subnet', {
    ...{ network_id: external.id, cidr: '2001:db8:0:1::/64', ip_version: 6, gateway_ip: '2001:db8:0:1::1' },
    ...{ enable_dhcp: false, allocation_pools: [{ start: '2001:db8:0:1::10', end: '2001:db8:0:1::ff' }] },
  })
  router = await make('routers', 'router', { external_gateway_info: { network_id: external.id } })
  for (const [at, vm] of ['vm1', 'vm2'].entries()) {
    const network = await make('networks', 'network', { name: `net-${vm}` })
    const cidr = `10.0.${String(at)}.0/24`
    const subnet = await make('subnets', 'subnet', { network_id: network.id, cidr, ip_version: 4 })
    const added = await api('PUT', `routers/${router.id}/add_router_interface`, { subnet_id: subnet.id })
    interfaces.push(String(added['port_id']))
    const v6 = await make('subnets', 'subnet', {
      ...{ network_id: network.id, cidr: `fd00:a:${String(at)}::/64`, ip_version: 6 },
      ...{ ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' },
    })
    await api('PUT', `routers/${router.id}/add_router_interface`, { subnet_id: v6.id })
    await labBoot({ lab, name: vm, network: network.id, host: `host${String(at + 1)}`, ip: `10.0.${String(at)}.5` })
  }
  const group = (await portOf('vm1')).security_groups[0]
  for (const protocol of ['icmp', 'tcp'])
    await make('security-group-rules', 'security_group_rule', {
      ...{ security_group_id: group, direction: 'ingress', ethertype: 'IPv4', protocol },
    })
}, 180_000)
afterAll(() => labDown(lab), 120_000)

/** On both switches, whichever host the scheduler has chosen. */
describe.each(['host1', 'host2'])('netloom trace --live over a router on %s', (host) => {
  const tcp = ['--proto', 'tcp', '--dport', '80'] as const

  beforeAll(async () => {
    const { agents } = (await api('GET', `agents?host=${host}&agent_type=L3+agent`)) as { agents: readonly Shown[] }
    const now = (await api('GET', `routers/${router.id}/l3-agents`)) as {
      agents: readonly (Shown & { readonly host: string })[]
    }
    if (now.agents.some((one) => one.host === host)) return
    for (const one of now.agents) await api('DELETE', `agents/${one.id}/l3-routers/${router.id}`)
    await api('POST', `agents/${agents[0]?.id ?? ''}/l3-routers`, { router_id: router.id })
  })

  it('goes from a VM to one of another network and host, and the second one’s group lets it in', async () => {
    const shown = await traceUntil(delivered, '--from', 'vm1', '--to', 'vm2', ...tcp)
    expect(shown).toMatchObject({ verdict: 'delivered', live: { arrived: true, ...AGREES } })
    expect(words(shown).filter((one) => / (routing|ingress rules|egress rules)$/.test(one))).toEqual([
      'host1 egress rules',
      `${host} routing`,
      'host2 ingress rules',
    ])
    const routing = shown.hops.find(({ hop }) => hop === 'routing')
    expect(routing?.cause).toMatchObject({ object: `router/${router.id}` })
    expect(routing?.cause.rule).toMatch(/^in by qr-\S+; 10\.0\.1\.0\/24 is on qr-\S+$/)
    expect(shown.arrives).toBeUndefined()
  })

  it('leaves with the router’s own address', async () => {
    const shown = await traceUntil(delivered, '--from', 'vm2', '--to', '198.51.100.1')
    const [gateway] = ((await api('GET', `routers/${router.id}`))['router'] as Shown).external_gateway_info
      .external_fixed_ips
    expect(shown).toMatchObject({
      verdict: 'delivered',
      arrives: { ip: { source: gateway?.ip_address, destination: '198.51.100.1' } },
      live: { arrived: true, packet: { source: gateway?.ip_address }, ...AGREES },
    })
    expect(shown.hops.find(({ hop }) => hop === 'routing')?.cause.rule).toContain(
      'default route by the gateway 0.0.0.0/0 via 203.0.113.1',
    )
    expect(shown.hops.find(({ hop }) => hop === 'SNAT')?.cause.rule).toBe(
      `10.0.1.5 leaves as ${gateway?.ip_address ?? ''}, the gateway’s`,
    )
  })

  it('goes by IPv6 with its own address, between networks and out', async () => {
    const [own, far] = (await Promise.all([portOf('vm1'), portOf('vm2')])).map(
      ({ fixed_ips }) => fixed_ips.find(({ ip_address }) => ip_address.includes(':'))?.ip_address ?? '',
    )
    const between = await traceUntil(delivered, '--from', 'vm1', '--to', far ?? '')
    expect(between).toMatchObject({ verdict: 'delivered', live: { arrived: true, packet: { source: own }, ...AGREES } })
    const out = await traceUntil(
      delivered,
      '--from',
      'vm1',
      '--to',
      '2001:db8:0:2::1',
      '--proto',
      'udp',
      '--dport',
      '53',
    )
    expect(out).toMatchObject({ verdict: 'delivered', live: { arrived: true, packet: { source: own }, ...AGREES } })
    expect(out.hops.some(({ hop }) => hop === 'SNAT')).toBe(false)
  })

  it('comes in by a floating IP, whose port’s group decides, and goes out with it', async () => {
    const floating = await make('floatingips', 'floatingip', {
      ...{ floating_network_id: external.id, port_id: (await portOf('vm2')).id },
      floating_ip_address: '203.0.113.50',
    })
    const shown = await traceUntil(delivered, '--from', 'outside', '--to', '203.0.113.50', ...tcp)
    expect(shown).toMatchObject({
      verdict: 'delivered',
      arrives: { ip: { source: '203.0.113.1', destination: '10.0.1.5' } },
      live: { arrived: true, packet: { destination: '10.0.1.5', destinationPort: 80 }, ...AGREES },
      decided: { host: 'host2', hop: 'ingress rules' },
    })
    expect(shown.hops.find(({ hop }) => hop === 'floating IP')?.cause).toMatchObject({
      object: `floating-ip/${floating.id}`,
      rule: '203.0.113.50 leads to 10.0.1.5',
    })
    const out = await traceUntil(delivered, '--from', 'vm2', '--to', 'outside', ...tcp)
    expect(out).toMatchObject({ live: { arrived: true, packet: { source: '203.0.113.50' }, ...AGREES } })
    expect(await trace('--from', 'outside', '--to', '203.0.113.50', '--proto', 'udp', '--dport', '9')).toMatchObject({
      verdict: 'dropped',
      decided: { host: 'host2', hop: 'ingress rules' },
      live: { arrived: false, ...AGREES },
    })
    await api('DELETE', `floatingips/${floating.id}`)
  })

  it('comes in by a port forwarding, and by no other port', async () => {
    const floating = await make('floatingips', 'floatingip', {
      ...{ floating_network_id: external.id, floating_ip_address: '203.0.113.60' },
    })
    const forwarding = await make(`floatingips/${floating.id}/port_forwardings`, 'port_forwarding', {
      ...{ protocol: 'tcp', external_port: 8080, internal_port: 80 },
      ...{ internal_port_id: (await portOf('vm1')).id, internal_ip_address: '10.0.0.5' },
    })
    const to = ['--from', 'outside', '--to', '203.0.113.60', '--proto', 'tcp', '--dport'] as const
    const shown = await traceUntil(delivered, ...to, '8080')
    expect(shown).toMatchObject({
      verdict: 'delivered',
      arrives: { ip: { destination: '10.0.0.5', destinationPort: 80 } },
      live: { arrived: true, packet: { destination: '10.0.0.5', destinationPort: 80 }, ...AGREES },
    })
    expect(shown.hops.find(({ hop }) => hop === 'port forwarding')?.host).toBe(host)
    const refused = await trace(...to, '8081')
    expect(refused.decided?.cause.rule).toBe('no port forwarding of 203.0.113.60 leads on from port 8081')
    expect(refused).toMatchObject({ verdict: 'dropped', decided: { hop: 'routing' } })
    await api('DELETE', `floatingips/${floating.id}/port_forwardings/${forwarding.id}`)
    await api('DELETE', `floatingips/${floating.id}`)
  })

  it('ends at the firewall of the router, with its rule', async () => {
    const rules = await Promise.all(
      [
        { action: 'deny', protocol: 'tcp', destination_port: '81' },
        { action: 'allow', protocol: 'tcp' },
      ].map((body) => make('fwaas/firewall_rules', 'firewall_rule', body)),
    )
    const [deny, allow] = rules.map(({ id }) => id)
    const policy = await make('fwaas/firewall_policies', 'firewall_policy', { firewall_rules: [deny, allow] })
    const group = await make('fwaas/firewall_groups', 'firewall_group', {
      ports: [interfaces[1]],
      ...{ ingress_firewall_policy_id: policy.id, egress_firewall_policy_id: policy.id },
    })
    const to = ['--from', 'vm1', '--to', 'vm2', '--proto', 'tcp', '--dport'] as const
    const isJudged = ({ decided }: ShownTrace): boolean => decided?.hop === 'firewall'
    const shown = await traceUntil(isJudged, ...to, '81')
    expect(shown).toMatchObject({
      verdict: 'dropped',
      decided: {
        ...{ host, hop: 'firewall', ruleId: deny },
        cause: { object: `firewall-policy/${policy.id}`, rule: 'ingress: deny IPv4 tcp to port 81' },
      },
      live: { arrived: false, ...AGREES },
    })
    expect(shown.live?.hosts).toContainEqual(
      expect.objectContaining({ host, namespace: `qrouter-${router.id}`, verdict: 'drop', ruleIds: [deny] }),
    )
    const allowed = await trace(...to, '82')
    expect(allowed).toMatchObject({ verdict: 'delivered', live: { arrived: true, ...AGREES } })
    expect(allowed.hops.find(({ hop }) => hop === 'firewall')).toMatchObject({ ruleId: allow })
    await api('PUT', `fwaas/firewall_groups/${group.id}`, { firewall_group: { ports: [] } })
    const status = async (): Promise<string> =>
      ((await api('GET', `fwaas/firewall_groups/${group.id}`))['firewall_group'] as Shown).status
    await expect.poll(status, { timeout: 20_000 }).toBe('INACTIVE')
    await api('DELETE', `fwaas/firewall_groups/${group.id}`)
    await api('DELETE', `fwaas/firewall_policies/${policy.id}`)
    for (const id of [deny, allow]) await api('DELETE', `fwaas/firewall_rules/${id ?? ''}`)
    expect((await traceUntil(delivered, ...to, '81')).verdict).toBe('delivered')
  })
})

describe('netloom trace --live where a router leads nowhere', () => {
  it('says that the router is down, and that nobody has an address', async () => {
    expect(await trace('--from', 'vm1', '--to', '203.0.113.199')).toMatchObject({
      verdict: 'lost',
      reason: expect.stringContaining('no MAC for 203.0.113.199') as string,
      live: { arrived: false, ...AGREES },
    })
    const { exitCode, stdout } = await netloom(['trace', '--name', lab, '--from', 'outside', '--to', '203.0.113.199'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: expect.stringContaining('lost: no MAC for') as string })
    await api('PUT', `routers/${router.id}`, { router: { external_gateway_info: null } })
    const noGateway = await traceUntil(({ verdict }) => verdict === 'dropped', '--from', 'vm1', '--to', '198.51.100.1')
    expect(noGateway.decided?.cause.rule).toBe('no route to 198.51.100.1: the router has no gateway')
    expect(noGateway).toMatchObject({ verdict: 'dropped', live: { arrived: false, ...AGREES } })
    await api('PUT', `routers/${router.id}`, { router: { admin_state_up: false } })
    const down = await traceUntil(({ verdict }) => verdict === 'dropped', '--from', 'vm1', '--to', 'vm2')
    expect(down.reason ?? down.decided?.cause.rule).toContain('admin_state_up is false')
  })
})
