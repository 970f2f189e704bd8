import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@netloom/core'
import { runInNamespace } from '@netloom/dataplane'
import { chooseProxyAccount } from '@netloom/dataplane/service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readL3Options } from '../src/agent/index.ts'
import type { L3Options } from '../src/render/l3-options.ts'
import { floatingIp, forwarding, RoutedHost } from './routed-host.ts'

const PF = 'f2000000-0000-4000-8000-000000000009'

let routed: RoutedHost
let guest: string
let folder: string
const heard: IncomingHttpHeaders[] = []
/** Stands for the host's metadata server. */
const service = createServer((request, response) => {
  heard.push(request.headers)
  response.end(`you asked for ${request.url ?? ''}`)
})

const options = (more: Readonly<Record<string, string>> = {}): L3Options => {
  const words = { state_path: folder, ...more }
  const read = readL3Options(new Map([['DEFAULT', new Map(Object.entries(words).map(([key, text]) => [key, [text]]))]]))
  const { metadata } = read
  return metadata === undefined
    ? read
    : { ...read, metadata: { ...metadata, ...chooseProxyAccount(metadata, silentLogger) } }
}

/** What a guest's cloud-init does, with three lies about itself. */
const ask = (from: string, address: string, port = 80, patience = 4): Promise<string> =>
  runInNamespace(from, [
    'timeout',
    String(patience),
    'bash',
    '-c',
    `exec 3<>/dev/tcp/${address}/${String(port)}
     printf 'GET /latest/meta-data HTTP/1.0\\r\\nX-Neutron-Network-ID: forged\\r\\nX-Neutron-Router-ID: forged\\r\\nX-Forwarded-For: 192.0.2.9\\r\\n\\r\\n' >&3
     timeout 3 cat <&3`,
  ]).catch(() => 'nobody')

const pid = async (): Promise<number> =>
  Number(await readFile(join(folder, 'router-metadata-proxy', routed.routerId, 'pid'), 'utf8').catch(() => '0'))
const steps = (): readonly string[] => routed.agent!.plan().steps.map(({ op, key }) => `${op} ${key}`)
const table = (): Promise<string> => routed.inRouter('nft', 'list', 'table', 'inet', 'netloom-router')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-l3-'))
  await chmod(folder, 0o755)
  routed = await RoutedHost.open()
  guest = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  await new Promise<void>((resolve) =>
    service.listen({ path: join(folder, 'metadata_proxy'), writableAll: true }, resolve),
  )
  await routed.startAgent(options())
  await routed.serve(routed.router(), routed.interface('a'), routed.interface('b'), routed.interface('x'))
})
afterAll(async () => {
  service.close()
  await routed.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the metadata address behind a router', () => {
  it('is answered for a guest whose network has no DHCP server', async () => {
    await expect
      .poll(() => ask(guest, '169.254.169.254'), { timeout: 5_000 })
      .toMatch(/^HTTP\/1\.[01] 200 [^]*you asked for \/latest\/meta-data$/)
    expect(steps()).toEqual([])
  })

  it('tells the server which router and which address it was, and nothing that the guest made up', () => {
    const { 'x-neutron-router-id': router, 'x-neutron-network-id': network, 'x-forwarded-for': address } = heard.at(-1)!
    expect(router).toBe(routed.routerId)
    expect(network).toBeUndefined()
    expect(String(address).replace('::ffff:', '')).toBe('10.1.0.5')
  })

  it('is answered over IPv6, too, with the address that the guest has on its link', async () => {
    const addresses = (): Promise<string> => runInNamespace(guest, ['ip', '-6', 'addr', 'show', 'dev', 'eth0'])
    await expect.poll(addresses, { timeout: 5_000 }).not.toContain('tentative')
    expect(await ask(guest, 'fe80::a9fe:a9fe%eth0')).toContain('you asked for')
    expect(heard.at(-1)?.['x-forwarded-for']).toMatch(/^fe80::f816:3eff:fe11:5/)
  })

  it('keeps its port closed to the outside, to floating IPs and to the router’s own addresses', async () => {
    await routed.serve(
      floatingIp(PF.replace('9', '8'), '203.0.113.20', '10.1.0.5'),
      forwarding(PF, { externalPorts: [9697, 9697], internalIp: '10.1.0.1', internalPorts: [9697, 9697] }),
    )
    const before = heard.length
    for (const address of ['203.0.113.10', '203.0.113.20', '203.0.113.30'])
      expect(await ask(routed.outside, address, 9697, 1)).not.toContain('you asked for')
    await runInNamespace(routed.outside, ['ip', 'route', 'replace', '169.254.169.254', 'via', '203.0.113.10'])
    for (const port of [80, 9697])
      expect(await ask(routed.outside, '169.254.169.254', port, 1)).not.toContain('you asked for')
    expect(await ask(guest, '10.1.0.1', 9697, 1)).not.toContain('you asked for')
    expect(heard.length).toBe(before)
  })

  it('is answered again when the proxy was killed, and when the rules were flushed', async () => {
    const before = await pid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => ask(guest, '169.254.169.254'), { timeout: 8_000 }).toContain('you asked for')
    expect(await pid()).not.toBe(before)
    await routed.inRouter('nft', 'flush', 'ruleset')
    await expect.poll(() => ask(guest, '169.254.169.254'), { timeout: 8_000 }).toContain('you asked for')
  })

  it('is answered by the same process when the agent comes back, and all the while it is away', async () => {
    const before = await pid()
    await routed.stopAgent()
    expect(await ask(guest, '169.254.169.254')).toContain('you asked for')
    await routed.startAgent(options())
    await routed.serve()
    expect(steps()).toEqual([])
    expect(await pid()).toBe(before)
  })

  it('is answered at another port where metadata_port says so', async () => {
    await routed.stopAgent()
    await routed.startAgent(options({ metadata_port: '9777' }))
    await routed.serve()
    await expect.poll(() => ask(guest, '169.254.169.254'), { timeout: 5_000 }).toContain('you asked for')
    expect(await table()).toContain('redirect to :9777')
  })

  it('is nobody’s with enable_metadata_proxy = False: no process, no rule, no address', async () => {
    const before = await pid()
    await routed.stopAgent()
    await routed.startAgent(options({ enable_metadata_proxy: 'False' }))
    await routed.serve()
    expect(await ask(guest, '169.254.169.254', 80, 1)).not.toContain('you asked for')
    expect(await table()).not.toContain('metadata')
    expect(await routed.inRouter('ip', 'addr')).not.toContain('fe80::a9fe:a9fe')
    await expect(readFile(`/proc/${String(before)}/cmdline`, 'utf8').catch(() => '')).resolves.toBe('')
    expect(steps()).toEqual([])
  })
})
