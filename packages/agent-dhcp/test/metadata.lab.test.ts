import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDhcpOptions } from '../src/index.ts'
import { ServedHost, port, subnet } from './served-host.ts'

const S4 = '11111111-1111-4111-8111-111111111111'
const VM = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const MAC = 'fa:16:3e:00:00:07'

let served: ServedHost
let vm: string
const heard: IncomingHttpHeaders[] = []
/** Stands for the host's metadata server. */
const service = createServer((request, response) => {
  heard.push(request.headers)
  response.end(`you asked for ${request.url ?? ''}`)
})

const statePath = (): string => served.directory
const pid = async (): Promise<number> =>
  Number(await readFile(join(statePath(), 'ns-metadata-proxy', served.networkId, 'pid'), 'utf8'))

const serve = (gatewayIp: string | null = null): Promise<void> =>
  served.serve(
    served.network(),
    subnet(S4, { gatewayIp }),
    served.own([S4, '10.0.0.2']),
    port({ id: VM, macAddress: MAC, fixedIps: [{ subnetId: S4, ipAddress: '10.0.0.60' }] }),
  )

/** What a guest's cloud-init does, with two lies about itself. */
const ask = (address: string): Promise<string> =>
  runInNamespace(vm, [
    'bash',
    '-c',
    `exec 3<>/dev/tcp/${address}/80
     printf 'GET /latest/meta-data HTTP/1.0\\r\\nX-Neutron-Network-ID: forged\\r\\nX-Forwarded-For: 192.0.2.9\\r\\n\\r\\n' >&3
     timeout 5 cat <&3`,
  ])

async function startAgent(): Promise<void> {
  const options = readDhcpOptions(
    new Map([
      [
        'DEFAULT',
        new Map([
          ['state_path', [statePath()]],
          ['enable_isolated_metadata', ['True']],
        ]),
      ],
    ]),
  )
  await served.startAgent(options)
}

beforeAll(async () => {
  served = await ServedHost.open()
  vm = await served.client(MAC)
  await new Promise<void>((resolve) =>
    service.listen({ path: join(statePath(), 'metadata_proxy'), writableAll: true }, resolve),
  )
  await startAgent()
  await serve()
})
afterAll(async () => {
  service.close()
  await served.close()
})

it('runs its proxy as a user without capabilities, which others learn nothing of', async () => {
  const status = await readFile(`/proc/${String(await pid())}/status`, 'utf8')
  expect(status).toMatch(/^Uid:\t(\d+)\t\1\t\1\t\1$/m)
  expect(status).not.toMatch(/^[UG]id:\t0\t/m)
  expect(status).toMatch(/^CapEff:\t0000000000000000$/m)
  const folder = join(statePath(), 'ns-metadata-proxy', served.networkId)
  expect((await stat(folder)).mode & 0o777).toBe(0o750)
  expect((await stat(join(folder, 'haproxy.cfg'))).mode & 0o777).toBe(0o640)
})

describe('the metadata address on a network without a router', () => {
  it('is answered for a guest that follows the routes of its lease', async () => {
    const script =
      'case $1 in bound) ip addr add $ip/24 dev $interface; set -- $staticroutes; ip route add $1 via $2;; esac'
    const file = join(served.directory, 'udhcpc.sh')
    await runInNamespace(vm, ['bash', '-c', `printf '#!/bin/sh\\n%s\\n' '${script}' > ${file}; chmod +x ${file}`])
    await runInNamespace(vm, ['udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-T', '1', '-O', 'staticroutes', '-s', file])
    expect(await runInNamespace(vm, ['ip', 'route'])).toContain('169.254.169.254 via 10.0.0.2')
    expect(await ask('169.254.169.254')).toMatch(/^HTTP\/1\.[01] 200 [^]*you asked for \/latest\/meta-data$/)
  })

  it('tells the server which guest it was, and nothing that the guest made up', () => {
    expect(heard.at(-1)).toMatchObject({ 'x-neutron-network-id': served.networkId, 'x-forwarded-for': '10.0.0.60' })
  })

  it('is answered over IPv6, too', async () => {
    const addresses = (): Promise<string> => runInNamespace(vm, ['ip', '-6', 'addr', 'show', 'dev', 'eth0'])
    await expect.poll(addresses, { timeout: 5_000 }).not.toContain('tentative')
    expect(await ask('fe80::a9fe:a9fe%eth0')).toContain('you asked for')
    expect(heard.at(-1)?.['x-forwarded-for']).toMatch(/^fe80::f816:3eff:fe00:7/)
  })

  it('is answered again within two seconds when the proxy was killed', async () => {
    const before = await pid()
    process.kill(before, 'SIGKILL')
    const start = performance.now()
    await expect.poll(() => ask('169.254.169.254').catch(() => ''), { timeout: 5_000 }).toContain('you asked for')
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(await pid()).not.toBe(before)
  })

  it('is answered by the same process when the agent comes back', async () => {
    const before = await pid()
    await served.stopAgent()
    await startAgent()
    await serve()
    expect(served.agent?.plan().steps).toEqual([])
    expect(await pid()).toBe(before)
  })

  it('is left to the router where there is one', async () => {
    const router = port({
      id: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
      macAddress: 'fa:16:3e:00:00:01',
      deviceOwner: 'network:router_interface',
      fixedIps: [{ subnetId: S4, ipAddress: '10.0.0.1' }],
    })
    const before = await pid()
    await served.serve(subnet(S4, { gatewayIp: '10.0.0.1' }), router)
    expect(await served.inServer('ip', 'addr')).not.toContain('169.254.169.254')
    await expect(readFile(`/proc/${String(before)}/cmdline`, 'utf8').catch(() => '')).resolves.toBe('')
  })
})
