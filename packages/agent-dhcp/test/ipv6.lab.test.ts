import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeedItem } from '@netloom/core'
import { runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServedHost, port, subnet } from './served-host.ts'

const S6 = '66666666-6666-4666-8666-666666666666'
const VM = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const MAC = 'fa:16:3e:00:00:07'
/** What a guest makes of the prefix and its MAC (RFC 4291, appendix A). */
const EUI64 = 'fd00:6::f816:3eff:fe00:7'

type Mode = 'slaac' | 'dhcpv6-stateful' | 'dhcpv6-stateless'

let served: ServedHost
let vm: string

beforeAll(async () => {
  served = await ServedHost.open()
  vm = await served.client(MAC)
  await served.startAgent()
})
afterAll(() => served.close())

const subnetOf = (mode: Mode): FeedItem =>
  subnet(S6, {
    ipVersion: 6,
    cidr: 'fd00:6::/64',
    gatewayIp: 'fd00:6::1',
    ipv6RaMode: mode,
    ipv6AddressMode: mode,
    dnsNameservers: ['fd00:6::53'],
  })

/** The network with one subnet of that mode and one guest. */
const serve = (mode: Mode, guest: string): Promise<void> =>
  served.serve(
    served.network(),
    subnetOf(mode),
    served.own([S6, 'fd00:6::2']),
    port({ id: VM, macAddress: MAC, fixedIps: [{ subnetId: S6, ipAddress: guest }] }),
  )

const addresses = (): Promise<string> => runInNamespace(vm, ['ip', '-6', 'addr', 'show', 'dev', 'eth0'])

/** Who listens for clients (RFC 8415, 7.2) in any namespace of the network. */
const servers = (): Promise<string> => served.inServer('ss', '-Hlunp', 'sport', '=', ':547')

/** What the client's script is told; the client is ended as soon as it knows. */
async function told(...flags: readonly string[]): Promise<string> {
  const script = join(served.directory, 'dhclient.sh')
  const [heard, pidFile] = [join(served.directory, 'v6.told'), join(served.directory, 'v6.pid')]
  await writeFile(script, `#!/bin/sh\n[ "$reason" = PREINIT6 ] || env >> ${heard}\nexit 0\n`, { mode: 0o755 })
  await rm(heard, { force: true })
  await expect.poll(addresses, { timeout: 5_000 }).not.toContain('tentative')
  const files = ['-sf', script, '-lf', join(served.directory, 'v6.leases'), '-pf', pidFile]
  await runInNamespace(vm, ['dhclient', '-6', '-1', ...flags, ...files, 'eth0'])
  // It goes into the background before its child has written who it is.
  const client = async (): Promise<number> => Number(await readFile(pidFile, 'utf8').catch(() => ''))
  await expect.poll(client, { timeout: 5_000 }).toBeGreaterThan(1)
  process.kill(await client())
  return readFile(heard, 'utf8')
}

/** One advertisement of the prefix, as a router sends it (RFC 4861, 4.2 and 4.6.2): O and A are set, M is not. */
const ADVERTISE = `
import socket, struct, sys
option = struct.pack('!BBBBIII', 3, 4, 64, 0xC0, 86400, 14400, 0) + socket.inet_pton(socket.AF_INET6, 'fd00:6::')
message = struct.pack('!BBHBBHII', 134, 0, 0, 64, 0x40, 1800, 0, 0) + option
sock = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
sock.sendto(message, ('ff02::1', 0, 0, socket.if_nametoindex('eth0')))
`

describe('a DHCP server for IPv6', () => {
  it('gives a client its address', async () => {
    await serve('dhcpv6-stateful', 'fd00:6::60')
    const heard = await told()
    expect(await servers()).toContain('dnsmasq')
    expect(heard).toContain('new_ip6_address=fd00:6::60\n')
    expect(heard).toContain('new_dhcp6_name_servers=fd00:6::53\n')
  }, 30_000)

  it('gives a rebuilt guest, whose DUID is another, the address of its port', async () => {
    await serve('dhcpv6-stateful', 'fd00:6::60')
    expect(await told('-D', 'LLT')).toContain('new_ip6_address=fd00:6::60\n')
    // The disk is a new one, and the port came off its wire meanwhile.
    await rm(join(served.directory, 'v6.leases'), { force: true })
    await served.serve(
      port({
        ...{ id: VM, macAddress: MAC, fixedIps: [{ subnetId: S6, ipAddress: 'fd00:6::60' }] },
        unwiredAt: 7,
      }),
    )
    expect(await told('-D', 'LL')).toContain('new_ip6_address=fd00:6::60\n')
    // Whom it belongs to now keeps it, whoever looks.
    const lease = (): Promise<string> => readFile(join(served.directory, 'dhcp', served.networkId, 'leases'), 'utf8')
    const before = await lease()
    expect(before).toContain('fd00:6::60')
    await served.agent?.audit()
    await served.stopAgent()
    await served.startAgent()
    await served.serve(served.network())
    expect(await lease()).toBe(before)
    expect(served.agent?.plan().steps).toEqual([])
  }, 60_000)

  it('gives options alone where the client makes its own address', async () => {
    await serve('dhcpv6-stateless', EUI64)
    const heard = await told('-S')
    expect(heard).toContain('new_dhcp6_name_servers=fd00:6::53\n')
    expect(heard).not.toContain('new_ip6_address')
  }, 30_000)

  it('leaves everything to the router where addresses are advertised; the guest makes the one its port has', async () => {
    await serve('slaac', EUI64)
    const router = await served.client('fa:16:3e:00:00:fe')
    await expect.poll(() => runInNamespace(router, ['ip', '-6', 'addr']), { timeout: 5_000 }).not.toContain('tentative')
    await runInNamespace(router, ['python3', '-c', ADVERTISE])
    await expect.poll(addresses, { timeout: 5_000 }).toContain(`inet6 ${EUI64}/64`)
    expect(await servers()).toBe('')
  }, 30_000)
})
