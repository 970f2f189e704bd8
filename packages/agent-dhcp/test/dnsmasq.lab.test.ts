import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServedHost, port, subnet } from './served-host.ts'

const S4 = '11111111-1111-4111-8111-111111111111'
const VM = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const MAC = 'fa:16:3e:00:00:07'

let served: ServedHost
let vm: string
const folder = (): string => join(served.directory, 'dhcp', served.networkId)
const file = (name: string): Promise<string> => readFile(join(folder(), name), 'utf8')
const pid = async (): Promise<number> => Number(await file('pid'))

const vmPort = (ipAddress: string, change: object = {}) =>
  port({ id: VM, macAddress: MAC, fixedIps: [{ subnetId: S4, ipAddress }], ...change })

/** What a client that says everything it was told was told; undefined = nobody answered. */
async function lease(netns: string, ...more: readonly string[]): Promise<Readonly<Record<string, string>> | undefined> {
  const script = join(served.directory, 'udhcpc.sh')
  await writeFile(script, '#!/bin/sh\n[ "$1" = bound ] && env\nexit 0\n', { mode: 0o755 })
  try {
    const said = await runInNamespace(netns, [
      'udhcpc',
      '-i',
      'eth0',
      '-n',
      '-q',
      '-f',
      '-t',
      '3',
      '-T',
      '1',
      '-s',
      script,
      '-O',
      'staticroutes',
      '-O',
      'mtu',
      ...more,
    ])
    return Object.fromEntries(
      said.split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
    )
  } catch {
    return undefined
  }
}

async function eventually(holds: () => Promise<boolean>, patience = 3_000): Promise<void> {
  const until = performance.now() + patience
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not after ${String(patience)} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

beforeAll(async () => {
  served = await ServedHost.open()
  await served.startAgent()
  await served.serve(
    served.network(),
    subnet(S4, { hostRoutes: [{ destination: '10.9.0.0/16', nexthop: '10.0.0.9' }] }),
    served.own([S4, '10.0.0.2']),
    vmPort('10.0.0.50'),
  )
  vm = await served.client(MAC)
})
afterAll(() => served.close())

describe('a DHCP server for IPv4', () => {
  it('gives a client its address, router, routes, name server, domain and MTU', async () => {
    expect(await lease(vm)).toMatchObject({
      ip: '10.0.0.50',
      mask: '24',
      router: '10.0.0.1',
      dns: '10.0.0.2',
      domain: 'example.org',
      mtu: '1400',
      serverid: '10.0.0.2',
      lease: '3600',
    })
  })

  it('gives nothing to a MAC that no port has', async () => {
    const stranger = await served.client('fa:16:3e:99:99:99')
    expect(await lease(stranger)).toBeUndefined()
  })

  it('knows the names of ports, both ways', async () => {
    await runInNamespace(vm, ['ip', 'addr', 'add', '10.0.0.50/24', 'dev', 'eth0'])
    // Both kinds of address are asked for unless told otherwise, and the kind that is not there is a failure.
    const ask = (what: string): Promise<string> =>
      runInNamespace(vm, ['busybox', 'nslookup', ...(what.startsWith('host') ? ['-type=a'] : []), what, '10.0.0.2'])
    expect(await ask('host-10-0-0-50.example.org')).toContain('10.0.0.50')
    expect(await ask('10.0.0.50')).toContain('host-10-0-0-50.example.org')
    await runInNamespace(vm, ['ip', 'addr', 'flush', 'dev', 'eth0', 'scope', 'global'])
  })

  it('follows a changed address without a restart, and gives the old one to another port', async () => {
    const before = await pid()
    await served.serve(vmPort('10.0.0.60'))
    expect(await lease(vm)).toMatchObject({ ip: '10.0.0.60' })
    expect(await file('leases')).not.toContain('10.0.0.50')
    const other = await served.client('fa:16:3e:00:00:08')
    await served.serve(
      port({
        id: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
        macAddress: 'fa:16:3e:00:00:08',
        fixedIps: [{ subnetId: S4, ipAddress: '10.0.0.50' }],
        dnsName: 'web',
      }),
    )
    expect(await lease(other)).toMatchObject({ ip: '10.0.0.50', hostname: 'web' })
    expect(await pid()).toBe(before)
  })

  it('gives a port options of its own', async () => {
    await served.serve(
      vmPort('10.0.0.60', {
        extraDhcpOptions: [
          { name: 'bootfile-name', value: 'pxe"linux\\.0', ipVersion: 4 },
          { name: 'router', value: '10.0.0.254', ipVersion: 4 },
          { name: 'ntp-server', value: 'evil\ntag:x,option:router,6.6.6.6', ipVersion: 4 },
        ],
      }),
    )
    expect(await lease(vm)).toMatchObject({ ip: '10.0.0.60', router: '10.0.0.254', boot_file: 'pxe"linux\\.0' })
    expect(await file('opts')).not.toContain('6.6.6.6')
  })

  it('gives the boot loader its script and the firmware its loader, by tags that dnsmasq sets', async () => {
    const script = 'http://10.0.0.2/boot.ipxe'
    const boot = [
      { name: 'tag:!ipxe,67', value: 'undionly.kpxe', ipVersion: 4 },
      { name: 'tag:ipxe,67', value: script, ipVersion: 4 },
    ]
    await served.serve(vmPort('10.0.0.60', { extraDhcpOptions: boot }))
    expect(await lease(vm)).toMatchObject({ boot_file: 'undionly.kpxe' })
    // iPXE says who it is in option 175.
    expect(await lease(vm, '-x', '0xaf:0101')).toMatchObject({ boot_file: script })
  })

  it('serves a port whatever text its client id is', async () => {
    for (const value of ['a:zz', 'one, two', 'plain', '01:02:03']) {
      await served.serve(vmPort('10.0.0.60', { extraDhcpOptions: [{ name: 'client-id', value, ipVersion: 4 }] }))
      expect(await lease(vm), value).toMatchObject({ ip: '10.0.0.60' })
    }
    await served.serve(
      vmPort('10.0.0.60', { extraDhcpOptions: [{ name: 'tftp-server', value: '10.0.0.2', ipVersion: 4 }] }),
    )
  })
})

describe('a server in trouble', () => {
  it('is back with its leases when it was killed', async () => {
    const before = await pid()
    const leases = await file('leases')
    process.kill(before, 'SIGKILL')
    await eventually(async () => (await pid().catch(() => before)) !== before, 2_000)
    // It writes the file anew when it starts, and a reader may come between emptying and filling.
    await expect.poll(() => file('leases')).toBe(leases)
    expect(await lease(vm)).toMatchObject({ ip: '10.0.0.60' })
  })

  it('outlives its agent; the next one knows it again and changes nothing', async () => {
    const before = await pid()
    await served.stopAgent()
    expect(await lease(vm)).toMatchObject({ ip: '10.0.0.60' })
    const agent = await served.startAgent()
    await served.serve(served.network())
    expect(await pid()).toBe(before)
    expect(agent.plan().steps).toEqual([])
  })

  it('reads its files again when an agent died between writing and telling', async () => {
    const before = await pid()
    await served.stopAgent()
    await rm(join(folder(), 'read'))
    await served.startAgent()
    await served.serve(served.network())
    expect(await file('read')).toMatch(/^[0-9a-f]{64}$/)
    expect(await pid()).toBe(before)
  })

  it('has its files put right, and nothing else is there', async () => {
    await writeFile(join(folder(), 'host'), 'ff:ff:ff:ff:ff:ff,10.0.0.99\n')
    await served.agent?.audit()
    expect(await file('host')).toContain(`${MAC},set:port-${VM},host-10-0-0-60.example.org,10.0.0.60`)
    const names = await readdir(folder())
    expect(names.sort()).toEqual(['addn_hosts', 'host', 'leases', 'opts', 'pid', 'read'])
  })

  it('is made again, namespace and all, when that was deleted', async () => {
    const before = await pid()
    await deleteNamespaces([served.namespace])
    // The old server lives on in a namespace without a name, and would answer: the new one is another process.
    await eventually(async () => {
      const now = await pid().catch(() => before)
      return now !== before && (await served.inServer('ss', '-Hlun', 'sport', '=', ':67')) !== ''
    })
    await served.serve(served.network())
    expect(await lease(vm)).toMatchObject({ ip: '10.0.0.60' })
  }, 20_000)
})
