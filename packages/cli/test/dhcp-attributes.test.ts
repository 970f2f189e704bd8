import { dhcp, renderNetwork, type DnsmasqState, type NamespacePortState } from '@netloom/agent-dhcp'
import type { FeedItem, Netloom } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { createNetloom } from '@netloom/ml2'
import {
  DHCP_AGENT_TYPE,
  DHCP_PORT_OWNER,
  type DhcpNetwork,
  type DhcpNetworkItem,
  type DhcpPortItem,
  type DhcpSubnetItem,
  dhcpNetworkTopic,
} from '@netloom/core/dhcp'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { RESOURCES } from '@netloom/api'
import { contextOf, createApp, noAuth } from '@netloom/server'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/*
 * Everything a user may say of a port, a subnet or a network that DHCP tells its clients: through the API, the feed and the
 * renderer into dnsmasq's files and command line, or not past the API.
 */

let store: Store
let netloom: Netloom
let app: ReturnType<typeof createApp>

beforeAll(async () => {
  store = sqliteStore(':memory:')
  netloom = await createNetloom({
    modules: [vxlan({ vniRanges: [[1, 65_535]] }), linuxbridge(), dhcp()],
    store,
    ml2: { projectNetworkTypes: ['vxlan'] },
  })
  app = createApp({ netloom, resources: RESOURCES, contextOf: contextOf(noAuth()), limits: { eventLoopDelay: 0 } })
  await app.ready()
  const hello = { binary: 'test', host: 'h1', configurations: {}, start: true }
  await netloom.agents.hello({ ...hello, agentType: DHCP_AGENT_TYPE })
  await netloom.agents.hello({
    ...hello,
    agentType: 'Linux bridge agent',
    configurations: { tunnelTypes: ['vxlan'], tunnelingIp: '192.0.2.1' },
  })
})
afterAll(async () => {
  await app.close()
  await netloom.close()
})

type Body = Readonly<Record<string, { readonly id: string; readonly [name: string]: unknown }>>

async function post(kind: string, attributes: object): Promise<{ readonly status: number; readonly body: Body }> {
  const answer = await app.inject({ method: 'POST', url: `/v2.0/${kind}s`, payload: { [kind]: attributes } })
  return { status: answer.statusCode, body: answer.json<Body>() }
}

async function made(kind: string, attributes: object): Promise<string> {
  const { status, body } = await post(kind, attributes)
  expect({ status, body }).toMatchObject({ status: 201 })
  return body[kind]?.id ?? ''
}

interface Told {
  readonly host: string
  readonly opts: string
  readonly names: string
  readonly words: readonly string[]
  readonly addresses: readonly string[]
}

/** What the network's server on h1 is made to run with. */
async function told(networkId: string): Promise<Told> {
  await netloom.services.dhcp.idle()
  const items: readonly FeedItem[] = (await store.log.snapshot(dhcpNetworkTopic(networkId))).items
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whose items they are, the key says
  const bodies = <T>(prefix: string): readonly T[] =>
    items.flatMap(({ key, body }) => (key.startsWith(prefix) && body !== null ? [body as T] : []))
  const ports = bodies<DhcpPortItem>('port/')
  const own = ports.find(({ deviceOwner }) => deviceOwner === DHCP_PORT_OWNER)
  const [network] = bodies<DhcpNetworkItem>('network')
  if (network === undefined || own === undefined) throw new Error('the network has no server')
  const asked: DhcpNetwork = { network, subnets: bodies<DhcpSubnetItem>('subnet/'), ports, own }
  const states = renderNetwork(asked, { directory: '/dhcp' }).map(({ state }) => state)
  const server = states.find((state): state is DnsmasqState => state.kind === 'dnsmasq')
  const port = states.find((state): state is NamespacePortState => state.kind === 'namespace-port')
  return {
    host: server?.files['host'] ?? '',
    opts: server?.files['opts'] ?? '',
    names: server?.files['addn_hosts'] ?? '',
    words: server?.arguments ?? [],
    addresses: port?.addresses ?? [],
  }
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

async function servedNetwork(attributes: object = {}, subnet: object = {}): Promise<readonly [string, string]> {
  const network = await made('network', attributes)
  const common = { network_id: network, ip_version: 4, cidr: '10.0.0.0/24' }
  return [network, await made('subnet', { ...common, ...subnet })]
}

describe('an extra_dhcp_opts entry', () => {
  let network = ''
  let subnet = ''
  beforeAll(async () => {
    ;[network, subnet] = await servedNetwork()
    await made('subnet', {
      network_id: network,
      ip_version: 6,
      cidr: 'fd00::/64',
      ipv6_address_mode: 'dhcpv6-stateful',
    })
  })

  it.each([
    ['67', 'undionly.kpxe', 4, '67,undionly.kpxe'],
    ['bootfile-name', 'undionly.kpxe', 4, 'option:bootfile-name,undionly.kpxe'],
    ['tag:ipxe,67', 'http://10.0.0.1/boot.ipxe', 4, 'tag:ipxe,67,http://10.0.0.1/boot.ipxe'],
    ['tag:!ipxe,67', 'undionly.kpxe', 4, 'tag:!ipxe,67,undionly.kpxe'],
    ['tag:!ipxe,bootfile-name', 'a', 4, 'tag:!ipxe,option:bootfile-name,a'],
    ['tag:ipxe,tag:!x86,67', 'a', 4, 'tag:ipxe,tag:!x86,67,a'],
    ['tag:!ipxe6,59', 'tftp://[fd00::1]/a', 6, 'tag:!ipxe6,option6:59,tftp://[fd00::1]/a'],
    ['bootfile-url', 'tftp://[fd00::1]/a', 6, 'option6:bootfile-url,tftp://[fd00::1]/a'],
    ['domain-search', 'a.example,b.example', 4, 'option:domain-search,a.example,b.example'],
    ['bootfile-name', 'ünder "quotes" \\ # ', 4, 'option:bootfile-name,"ünder \\"quotes\\" \\\\ # "'],
    ['router', '', 4, 'option:router'],
    ['classless-static-route', ' ', 4, 'option:classless-static-route'],
  ])('%s = %j (IPv%i) is the line …%s', async (name, value, version, line) => {
    const options = [{ opt_name: name, opt_value: value, ip_version: version }]
    const port = await made('port', { network_id: network, extra_dhcp_opts: options })
    const { host, opts } = await told(network)
    expect(lines(opts)).toContain(`tag:port-${port},${line}`)
    expect(host).toContain(`set:port-${port},`)
  })

  it.each([
    ['tag:ipxe', 'a'],
    ['tag:,67', 'a'],
    ['tag:ip xe,67', 'a'],
    ['set:ipxe,67', 'a'],
    ['67,tag:ipxe', 'a'],
    ['boot file', 'a'],
    ['option:router', 'a'],
    ['router#', 'a'],
    ['router', 'a\n'],
    ['router\n', 'a'],
    ['router', 'a\tb'],
    ['router', 'a\u0007'],
    ['ntp-server', ' '],
  ])('%j = %j is refused', async (name, value) => {
    const answer = await post('port', { network_id: network, extra_dhcp_opts: [{ opt_name: name, opt_value: value }] })
    expect(answer).toMatchObject({ status: 400, body: { NeutronError: { type: 'InvalidInput' } } })
    const call = netloom.ports.create(
      { projectId: 'admin', userId: 'a', roles: ['admin'], isAdmin: true, requestId: 'req-1' },
      { networkId: network, extraDhcpOptions: [{ name, value }] },
    )
    await expect(call).rejects.toMatchObject({ code: 'InvalidInput' })
  })

  it.each([
    ['myhost', 'id:myhost'],
    ['01:fa:16:3e:00:00:01', 'id:01:fa:16:3e:00:00:01'],
    ['a:zz', 'id:"a:zz"'],
    ['one, two', 'id:"one, two"'],
    ['*', 'id:*'],
  ])('client-id %j is %s in the host’s line', async (value, word) => {
    for (const name of ['client-id', '61']) {
      const port = await made('port', {
        network_id: network,
        extra_dhcp_opts: [{ opt_name: name, opt_value: value }],
        fixed_ips: [{ subnet_id: subnet }],
      })
      const { host } = await told(network)
      expect(host).toContain(`,${word},set:port-${port},`)
    }
  })

  it('reaches a line of the file, or is refused, whatever it is', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('tag:a,67', 'tag:!a,router', 'router', '67', 'client-id', '61', '10.0.0.1', '00:11', 'a:b'),
    )
    const option = fc.record({ opt_name: text, opt_value: text, ip_version: fc.constantFrom(4, 6) })
    await fc.assert(
      fc.asyncProperty(option, async (one) => {
        const { status, body } = await post('port', { network_id: network, extra_dhcp_opts: [one] })
        if (status !== 201) {
          expect({ one, body }).toMatchObject({ body: { NeutronError: {} } })
          expect(status).toBe(400)
          return
        }
        const id = body['port']?.id ?? ''
        const { host, opts } = await told(network)
        const isId = ['client-id', '61'].includes(one.opt_name)
        const found = isId ? host.includes(`,set:port-${id},`) && /,id:/.test(host) : opts.includes(`tag:port-${id},`)
        expect({ one, found }).toEqual({ one, found: true })
        await app.inject({ method: 'DELETE', url: `/v2.0/ports/${id}` })
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})

describe('a port', () => {
  it('has its MAC, addresses of both kinds and name in its lines', async () => {
    const [network, subnet] = await servedNetwork({ dns_domain: 'example.org.' })
    const v6 = await made('subnet', {
      ...{ network_id: network, ip_version: 6, cidr: 'fd00::/64' },
      ...{ ipv6_ra_mode: 'dhcpv6-stateful', ipv6_address_mode: 'dhcpv6-stateful' },
    })
    await made('port', {
      network_id: network,
      mac_address: 'FA:16:3E:AA:BB:CC',
      dns_name: 'web-1',
      fixed_ips: [
        { subnet_id: subnet, ip_address: '10.0.0.50' },
        { subnet_id: v6, ip_address: 'fd00::50' },
      ],
    })
    const { host, names } = await told(network)
    expect(lines(host)).toContain('fa:16:3e:aa:bb:cc,web-1.example.org,10.0.0.50')
    expect(lines(host)).toContain('fa:16:3e:aa:bb:cc,web-1.example.org,[fd00::50]')
    expect(lines(names)).toContain('10.0.0.50\tweb-1.example.org web-1')
  })

  it('has a name that the files can hold, or is refused', async () => {
    const [network] = await servedNetwork({ dns_domain: 'example.org.' })
    const label = 'a'.repeat(63)
    const long = `${label}.${label}.${label}.${'b'.repeat(63)}`
    for (const name of ['60', 'ignore', '0x', 'a.b', 'x--y', long]) {
      await made('port', { network_id: network, dns_name: name })
      expect((await told(network)).host).toContain(`,${name}.example.org,`)
    }
    const admin = { projectId: 'admin', userId: 'a', roles: ['admin'], isAdmin: true, requestId: 'req-1' }
    for (const name of ['-a', 'a-', 'a_b', '_a', 'a..b', 'a b', 'a,b', 'ü', 'a\n', `${long}.c`]) {
      expect(await post('port', { network_id: network, dns_name: name })).toMatchObject({ status: 400 })
      for (const call of [
        () => netloom.ports.create(admin, { networkId: network, dnsName: name }),
        () => netloom.networks.update(admin, network, { dnsDomain: name }),
      ])
        await expect(call()).rejects.toMatchObject({ code: 'InvalidInput' })
    }
  })
})

describe('a subnet', () => {
  it('has its name servers, routes and gateway in its lines', async () => {
    const [network, subnet] = await servedNetwork(
      {},
      {
        dns_nameservers: ['192.0.2.53', '198.51.100.53'],
        host_routes: [
          { destination: '192.0.2.0/24', nexthop: '10.0.0.9' },
          { destination: '198.51.100.0/24', nexthop: '10.0.0.8' },
        ],
        gateway_ip: '10.0.0.254',
      },
    )
    const { opts, words } = await told(network)
    const routes = '192.0.2.0/24,10.0.0.9,198.51.100.0/24,10.0.0.8'
    expect(opts).toContain(`tag:subnet-${subnet},option:dns-server,192.0.2.53,198.51.100.53\n`)
    for (const option of ['option:classless-static-route', '249'])
      expect(opts).toMatch(new RegExp(`tag:subnet-${subnet},${option},${routes},.*0\\.0\\.0\\.0/0,10\\.0\\.0\\.254\n`))
    expect(opts).toContain(`tag:subnet-${subnet},option:router,10.0.0.254\n`)
    expect(words).toContain(`--dhcp-range=set:subnet-${subnet},10.0.0.0,static,255.255.255.0,86400s`)
  })

  it.each([
    ['dhcpv6-stateful', true, true],
    ['dhcpv6-stateless', true, false],
    ['slaac', false, false],
  ])('of mode %s is served by dnsmasq as that says', async (mode, isServed, isAddressed) => {
    const network = await made('network', {})
    const subnet = await made('subnet', {
      ...{ network_id: network, ip_version: 6, cidr: 'fd00::/64', dns_nameservers: ['fd00::53'] },
      ...{ ipv6_ra_mode: mode, ipv6_address_mode: mode },
    })
    await made('port', { network_id: network, mac_address: 'fa:16:3e:aa:bb:cc' })
    const { host, opts, words, addresses } = await told(network)
    expect(addresses.some((address) => address.startsWith('fd00::'))).toBe(true)
    const range = `--dhcp-range=set:subnet-${subnet},fd00::,static,64,86400s`
    expect(words.includes(range)).toBe(isServed)
    expect(opts.includes(`tag:subnet-${subnet},option6:dns-server,[fd00::53]`)).toBe(isServed)
    expect(/^fa:16:3e:aa:bb:cc,.*\[fd00::/m.test(host)).toBe(isAddressed)
    expect(/^fa:16:3e:aa:bb:cc/m.test(host)).toBe(isServed)
  })
})

it('a network has its domain and MTU on the command line', async () => {
  const [network] = await servedNetwork({ dns_domain: 'cloud.example.', mtu: 1300 })
  const { words } = await told(network)
  expect(words).toContain('--domain=cloud.example')
  expect(words).toContain('--dhcp-option-force=option:mtu,1300')
})
