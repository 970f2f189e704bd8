import fc from 'fast-check'
import type { DhcpNetwork, DhcpPortItem, DhcpSubnetItem } from '@netloom/core/dhcp'
import { describe, expect, it } from 'vitest'
import { renderNetwork, type DhcpOptions, type DnsmasqState, type NamespacePortState } from '../src/index.ts'
import { port, subnet } from './served-host.ts'

const NETWORK = '5a5a5a5a-0000-4000-8000-000000000000'
const S = 'aaaaaaaa-0000-4000-8000-000000000000'
const S6 = '66666666-0000-4000-8000-000000000000'
const OPTIONS: DhcpOptions = { directory: '/var/lib/neutron/dhcp' }

const subnetOf = (id: string, change: Partial<DhcpSubnetItem> = {}): DhcpSubnetItem =>
  subnet(id, change).body as DhcpSubnetItem
const portOf = (change: Partial<DhcpPortItem> & { readonly id: string }): DhcpPortItem =>
  port(change).body as DhcpPortItem

const own = portOf({
  id: '0dc90dc9-0000-4000-8000-000000000000',
  macAddress: 'fa:16:3e:00:00:01',
  deviceOwner: 'network:dhcp',
  fixedIps: [
    { subnetId: S, ipAddress: '10.0.0.2' },
    { subnetId: S6, ipAddress: 'fd00::2' },
  ],
})
const vm = (change: Partial<DhcpPortItem> = {}): DhcpPortItem =>
  portOf({ id: 'eeeeeeee-0000-4000-8000-000000000000', fixedIps: [{ subnetId: S, ipAddress: '10.0.0.5' }], ...change })

const networkWith = (
  ports: readonly DhcpPortItem[],
  subnets: readonly DhcpSubnetItem[] = [subnetOf(S)],
): DhcpNetwork => ({
  network: { id: NETWORK, adminStateUp: true, mtu: 1450, dnsDomain: 'example.org', leaseDuration: 86_400 },
  subnets,
  ports: [own, ...ports],
  own,
})

function serverOf(network: DhcpNetwork, options: DhcpOptions = OPTIONS): DnsmasqState {
  const found = renderNetwork(network, options).find(({ state }) => state.kind === 'dnsmasq')
  if (found === undefined) throw new Error('no server')
  return found.state as DnsmasqState
}

const lines = (text = ''): readonly string[] => text.split('\n').filter((line) => line !== '')

describe('what a network with DHCP needs', () => {
  it('is a namespace, a port into it, and a server; from the lowest to the last', () => {
    const rendered = renderNetwork(networkWith([vm()]), OPTIONS).map(({ state }) => state)
    expect(rendered.map(({ kind }) => kind)).toEqual(['service-namespace', 'namespace-port', 'dnsmasq'])
    expect(rendered[1] as NamespacePortState).toMatchObject({
      device: 'tap0dc90dc9-00',
      inner: 'ns-0dc90dc9-00',
      namespace: `qdhcp-${NETWORK}`,
      addresses: ['10.0.0.2/24'],
      mtu: 1450,
    })
  })

  it('is nothing while it is down or has no port of the server', () => {
    const network = networkWith([vm()])
    const { own: _own, ...without } = network
    expect(renderNetwork(without, OPTIONS)).toEqual([])
    expect(renderNetwork({ ...network, network: { ...network.network, adminStateUp: false } }, OPTIONS)).toEqual([])
    expect(renderNetwork({ ...network, subnets: [subnetOf(S, { enableDhcp: false })] }, OPTIONS)).toEqual([])
  })

  it('has Neutron’s arguments', () => {
    expect(serverOf(networkWith([])).arguments).toEqual([
      'dnsmasq',
      '--no-hosts',
      '--no-resolv',
      `--pid-file=/var/lib/neutron/dhcp/${NETWORK}/pid`,
      `--dhcp-hostsfile=/var/lib/neutron/dhcp/${NETWORK}/host`,
      `--addn-hosts=/var/lib/neutron/dhcp/${NETWORK}/addn_hosts`,
      `--dhcp-optsfile=/var/lib/neutron/dhcp/${NETWORK}/opts`,
      `--dhcp-leasefile=/var/lib/neutron/dhcp/${NETWORK}/leases`,
      '--user=root',
      '--dhcp-match=set:ipxe,175',
      '--dhcp-userclass=set:ipxe6,iPXE',
      '--local-service',
      '--bind-dynamic',
      '--interface=ns-0dc90dc9-00',
      '--except-interface=lo',
      `--dhcp-range=set:subnet-${S},10.0.0.0,static,255.255.255.0,86400s`,
      '--dhcp-option-force=option:mtu,1450',
      '--dhcp-lease-max=256',
      '--conf-file=/dev/null',
      '--domain=example.org',
    ])
  })
})

describe('files', () => {
  it('host: a line for each address', () => {
    const both = {
      fixedIps: [
        { subnetId: S, ipAddress: '10.0.0.5' },
        { subnetId: S6, ipAddress: 'fd00::5' },
      ],
    }
    const v6 = subnetOf(S6, {
      ipVersion: 6,
      cidr: 'fd00::/64',
      ipv6AddressMode: 'dhcpv6-stateful',
      ipv6RaMode: 'dhcpv6-stateful',
    })
    const { files } = serverOf(networkWith([vm({ ...both, dnsName: 'web' })], [subnetOf(S), v6]))
    expect(lines(files['host'])).toEqual([
      'fa:16:3e:00:00:01,host-10-0-0-2.example.org,10.0.0.2',
      'fa:16:3e:00:00:01,host-fd00--2.example.org,[fd00::2]',
      'fa:16:3e:00:00:07,web.example.org,10.0.0.5',
      'fa:16:3e:00:00:07,web.example.org,[fd00::5]',
    ])
    expect(lines(files['addn_hosts'])).toContain('10.0.0.5\tweb.example.org web')
  })

  it('host: no address where clients make their own', () => {
    const stateless = subnetOf(S6, {
      ipVersion: 6,
      cidr: 'fd00::/64',
      ipv6AddressMode: 'dhcpv6-stateless',
      ipv6RaMode: 'dhcpv6-stateless',
    })
    const client = vm({ fixedIps: [{ subnetId: S6, ipAddress: 'fd00::5' }] })
    expect(lines(serverOf(networkWith([client], [subnetOf(S), stateless])).files['host'])).toContain(
      'fa:16:3e:00:00:07,set:stateless',
    )
    const slaac = subnetOf(S6, { ...stateless, ipv6AddressMode: 'slaac', ipv6RaMode: 'slaac' })
    expect(serverOf(networkWith([client], [subnetOf(S), slaac])).files['host']).not.toContain('fa:16:3e:00:00:07')
  })

  it('host: a name that means something else to dnsmasq is a name all the same, where no domain stands behind it', () => {
    for (const dnsName of ['60', '12h', 'ignore', 'infinite', '10.0.0.9']) {
      const network = networkWith([vm({ dnsName })])
      const { files } = serverOf({ ...network, network: { ...network.network, dnsDomain: '' } })
      expect(lines(files['host'])).toContain(`fa:16:3e:00:00:07,${dnsName}.,10.0.0.5`)
    }
  })

  it('opts: of a value from before the API refused several lines, the first one', () => {
    const extraDhcpOptions = [{ name: 'tftp-server', value: '10.0.0.9\ntag:x,3,6.6.6.6', ipVersion: 4 as const }]
    expect(lines(serverOf(networkWith([vm({ extraDhcpOptions })])).files['opts'])).toContain(
      `tag:port-${vm().id},option:tftp-server,10.0.0.9`,
    )
  })

  it('opts: routes, for Windows too, with the default route among them', () => {
    const routed = subnetOf(S, {
      hostRoutes: [{ destination: '10.9.0.0/16', nexthop: '10.0.0.9' }],
      dnsNameservers: ['9.9.9.9'],
    })
    const sibling = subnetOf('bbbbbbbb-0000-4000-8000-000000000000', { cidr: '10.1.0.0/24', enableDhcp: false })
    expect(lines(serverOf(networkWith([vm()], [routed, sibling])).files['opts'])).toEqual([
      `tag:subnet-${S},option:dns-server,9.9.9.9`,
      `tag:subnet-${S},option:classless-static-route,10.9.0.0/16,10.0.0.9,10.1.0.0/24,0.0.0.0,0.0.0.0/0,10.0.0.1`,
      `tag:subnet-${S},249,10.9.0.0/16,10.0.0.9,10.1.0.0/24,0.0.0.0,0.0.0.0/0,10.0.0.1`,
      `tag:subnet-${S},option:router,10.0.0.1`,
    ])
  })

  it('opts: no router, and no name server, said aloud', () => {
    const bare = subnetOf(S, { gatewayIp: null, dnsNameservers: ['0.0.0.0'] })
    expect(lines(serverOf(networkWith([vm()], [bare])).files['opts'])).toEqual([
      `tag:subnet-${S},option:dns-server`,
      `tag:subnet-${S},option:router`,
    ])
  })

  it('opts: the metadata address by the server where no router is, by the router where one is', () => {
    const router = portOf({
      id: 'cccccccc-0000-4000-8000-000000000000',
      deviceOwner: 'network:router_interface',
      fixedIps: [{ subnetId: S, ipAddress: '10.0.0.1' }],
    })
    const options = { ...OPTIONS, isolatedMetadata: true }
    expect(serverOf(networkWith([vm()]), options).files['opts']).toContain('169.254.169.254/32,10.0.0.2')
    expect(serverOf(networkWith([vm(), router]), options).files['opts']).toContain('169.254.169.254/32,10.0.0.1')
    expect(serverOf(networkWith([vm()])).files['opts']).not.toContain('169.254.169.254')
  })

  it('keep to their lines, whatever users write', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        'x\ntag:a,3,6.6.6.6',
        'a,tag:b',
        '"',
        '\\',
        '#',
        'set:x',
        '\u2028',
        'a"\nb',
        ' lead',
        '',
        'client-id',
        'tag:!ipxe,67',
        'a:zz',
      ),
    )
    const option = fc.record({ name: nasty, value: nasty, ipVersion: fc.constantFrom(4 as const, 6 as const) })
    fc.assert(
      fc.property(nasty, nasty, fc.array(option, { maxLength: 4 }), (dnsName, dnsDomain, extraDhcpOptions) => {
        const network = networkWith([vm({ dnsName, extraDhcpOptions })])
        const { files, arguments: words } = serverOf({ ...network, network: { ...network.network, dnsDomain } })
        const count = (text = ''): number => text.split(/[\n\r\u2028\u2029\v\f\0]/).length - 1
        expect(count(files['host'])).toBe(2)
        expect(count(files['addn_hosts'])).toBe(3)
        for (const line of lines(files['host']))
          expect(line).toMatch(
            /^fa:16:3e:00:00:0[17],(id:([\w:./@+-]+|\*|".*"),)?(set:port-[0-9a-f-]{36},)?[\w.-]+,10\.0\.0\.\d$/,
          )
        for (const line of lines(files['opts'])) {
          expect(line).toMatch(
            new RegExp(`^tag:(subnet-${S}|port-[0-9a-f-]{36}),(tag:!?[\\w.-]+,)*(option6?:[\\w-]+|\\d+)(,|$)`),
          )
        }
        expect(count(files['opts'])).toBeLessThanOrEqual(2 + extraDhcpOptions.length)
        // Quotes come in pairs, or the rest of the file would be part of a value.
        for (const line of lines(files['opts'])) expect(line.replaceAll(/\\./g, '').split('"').length % 2).toBe(1)
        expect(words.filter((word) => /[\n\r\0]/.test(word))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  }, 30_000)

  it('of a thousand ports are rendered in a moment', () => {
    const ports = Array.from({ length: 1000 }, (_, n) =>
      vm({
        id: `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
        fixedIps: [{ subnetId: S, ipAddress: `10.0.${String(n >> 8)}.${String(n & 255)}` }],
      }),
    )
    expect(lines(serverOf(networkWith(ports)).files['host'])).toHaveLength(1001)
  })
})
