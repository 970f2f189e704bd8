import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInNamespace } from '@netloom/dataplane'
import { address, pings, RoutedHost } from './routed-host.ts'

let routed: RoutedHost
let guest: string
let directory: string

const file = (name: string): Promise<string> => readFile(join(directory, routed.routerId, name), 'utf8')

async function soon(holds: () => Promise<boolean>, patience = 10_000): Promise<boolean> {
  const until = performance.now() + patience
  while (!(await holds().catch(() => false))) {
    if (performance.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return true
}

const inside = (mode: 'slaac' | 'dhcpv6-stateful', dnsNameservers: readonly string[] = []) =>
  routed.interface('a', {
    addresses: [
      address('10.1.0.1', '10.1.0.0/24', null),
      { ...address('fd00:1::1', 'fd00:1::/64', 'fd00:1::1'), ipv6RaMode: mode, ipv6AddressMode: mode, dnsNameservers },
    ],
  })

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'netloom-ra-'))
  routed = await RoutedHost.open()
  guest = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  await runInNamespace(routed.outside, ['ip', 'addr', 'add', 'fd00:99::1/64', 'dev', 'eth0', 'nodad'])
  await runInNamespace(routed.outside, ['ip', '-6', 'route', 'add', 'fd00:1::/64', 'via', 'fd00:99::10'])
  await routed.startAgent({ advertisements: directory, advertiserUser: 'nobody' })
  await routed.serve(
    routed.router(),
    inside('slaac', ['fd00:53::1']),
    routed.interface('x', {
      addresses: [
        address('203.0.113.10', '203.0.113.0/24', '203.0.113.1'),
        address('fd00:99::10', 'fd00:99::/64', 'fd00:99::1'),
      ],
    }),
  )
})

afterAll(async () => {
  await routed.close()
  await rm(directory, { recursive: true, force: true })
})

/** radvd writes over what is there. */
const pidOf = async (): Promise<string> => (await file('pid')).split('\n', 1)[0] ?? ''

describe('router advertisements', () => {
  it('give a guest an address and the way out', async () => {
    expect(routed.agent?.plan().steps).toEqual([])
    expect(
      await soon(async () =>
        (await runInNamespace(guest, ['ip', '-6', 'addr', 'show', 'dev', 'eth0'])).includes('fd00:1::'),
      ),
    ).toBe(true)
    expect(await soon(() => pings(guest, 'fd00:99::1'))).toBe(true)
    expect(await file('radvd.conf')).toContain('RDNSS fd00:53::1 {};')
  })

  it('are sent by a process without other rights', async () => {
    const pid = await pidOf()
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t(?!0\t)/m)
  })

  it('follow the mode of the subnet, in a configuration that radvd takes', async () => {
    await routed.serve(inside('dhcpv6-stateful'))
    expect(routed.agent?.plan().steps).toEqual([])
    const text = await file('radvd.conf')
    expect(text).toContain('AdvManagedFlag on;')
    expect(text).toContain('AdvAutonomous off;')
    await runInNamespace(guest, ['radvd', '-c', '-C', join(directory, routed.routerId, 'radvd.conf')])
  })

  it('are sent again within seconds when their process is killed', async () => {
    const before = await pidOf()
    process.kill(Number(before), 'SIGKILL')
    expect(await soon(async () => (await pidOf()) !== before)).toBe(true)
    await routed.agent?.idle()
    expect(routed.agent?.plan().steps).toEqual([])
  })

  it('end when no subnet asks for them', async () => {
    const pid = await pidOf()
    await routed.serve(routed.interface('a'))
    await expect(file('pid')).rejects.toThrow('ENOENT')
    // One that waits to be reaped has no command line.
    expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).toBe('')
  })
})
