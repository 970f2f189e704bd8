import { chmod, chown, readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNamespace } from '@netloom/dataplane'
import { accountOf } from '@netloom/dataplane/service'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ServedHost, port, subnet } from './served-host.ts'

const S4 = '11111111-1111-4111-8111-111111111111'
const VM = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const MAC = 'fa:16:3e:00:00:07'
const dnsmasq = accountOf('dnsmasq') ?? accountOf('nobody')!
/** CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW. */
const THREE = (1n << 10n) | (1n << 12n) | (1n << 13n)

let served: ServedHost
beforeEach(async () => {
  served = await ServedHost.open()
})
afterEach(() => served.close())

const folder = (): string => join(served.directory, 'dhcp', served.networkId)
const pid = async (): Promise<number> => Number(await readFile(join(folder(), 'pid'), 'utf8'))
const guest = (ip: string): ReturnType<typeof port> =>
  port({ id: VM, macAddress: MAC, fixedIps: [{ subnetId: S4, ipAddress: ip }] })
const serve = (ip: string): Promise<void> =>
  served.serve(served.network(), subnet(S4, {}), served.own([S4, '10.0.0.2']), guest(ip))

async function ids(): Promise<Readonly<Record<string, string>>> {
  const status = await readFile(`/proc/${String(await pid())}/status`, 'utf8')
  return Object.fromEntries(
    [...status.matchAll(/^(\w+):\s+(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
}

/** What a real client is told. */
const lease = async (vm: string): Promise<string> =>
  runInNamespace(vm, ['udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-t', '10', '-T', '1', '-s', '/bin/true']).then(
    () => readFile(join(folder(), 'leases'), 'utf8'),
    (error: unknown) => String(error),
  )

async function expectClosed(): Promise<void> {
  const own = await stat(folder())
  expect([own.mode & 0o777, own.uid, own.gid]).toEqual([0o750, 0, dnsmasq.gid])
  for (const name of ['host', 'addn_hosts', 'opts', 'leases'])
    expect([name, (await stat(join(folder(), name))).mode & 0o777]).toEqual([name, 0o640])
  const other = ['setpriv', '--reuid', '54321', '--regid', '54321', '--clear-groups', 'cat', join(folder(), 'host')]
  await expect(runInNamespace(served.netns, other as [string, ...string[]])).rejects.toThrow('Permission denied')
}

it('runs dnsmasq as a user with three capabilities, which reads again what changed', async () => {
  const vm = await served.client(MAC)
  await served.startAgent()
  await serve('10.0.0.60')
  const { Uid, Gid, CapEff } = await ids()
  expect(Uid).toBe(Array(4).fill(String(dnsmasq.uid)).join('\t'))
  expect(Gid).toBe(Array(4).fill(String(dnsmasq.gid)).join('\t'))
  expect(BigInt(`0x${CapEff ?? ''}`) & ~THREE).toBe(0n)
  await expectClosed()
  expect(await lease(vm)).toContain(`${MAC} 10.0.0.60 `)
  const before = await pid()
  await serve('10.0.0.61')
  expect(await pid()).toBe(before)
  expect(await lease(vm)).toContain(`${MAC} 10.0.0.61 `)
  await expectClosed()
})

it('takes over a server that an older version started as root, with its leases and open files', async () => {
  const vm = await served.client(MAC)
  await served.startAgent({ serverUser: 'root' })
  await serve('10.0.0.60')
  expect(await lease(vm)).toContain(`${MAC} 10.0.0.60 `)
  expect((await ids())['Uid']).toMatch(/^0\t/)
  await served.stopAgent()
  await chmod(folder(), 0o755)
  for (const name of await readdir(folder())) {
    await chmod(join(folder(), name), 0o644)
    await chown(join(folder(), name), 0, 0)
  }
  await served.startAgent()
  await serve('10.0.0.60')
  expect((await ids())['Uid']).toBe(Array(4).fill(String(dnsmasq.uid)).join('\t'))
  await expectClosed()
  expect(await readFile(join(folder(), 'leases'), 'utf8')).toContain(`${MAC} 10.0.0.60 `)
  await serve('10.0.0.61')
  expect(await lease(vm)).toContain(`${MAC} 10.0.0.61 `)
})

it('serves as root where no other user gets at its files, and says what would change that', async () => {
  await chmod(served.directory, 0o700)
  const warnings: string[] = []
  const ignore = (): void => undefined
  const logger = { debug: ignore, info: ignore, error: ignore, warn: (_: object, text: string) => warnings.push(text) }
  await served.startAgent({ logger })
  await serve('10.0.0.60')
  expect((await ids())['Uid']).toMatch(/^0\t/)
  expect(warnings).toEqual([
    `dnsmasq runs as root: ${dnsmasq.user} may not enter ${served.directory} (chmod o+x ${served.directory})`,
  ])
})

it('refuses a user that the host does not have', async () => {
  await expect(served.startAgent({ serverUser: 'nobody-of-that-name' })).rejects.toThrow('dnsmasq_user')
})
