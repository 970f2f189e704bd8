import { writeFile, mkdir, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { addNamespaces, runInNamespace } from '@netloom/dataplane'
import { afterEach, describe, expect, it } from 'vitest'
import { ServedHost, port, subnet } from './served-host.ts'

const S4 = '11111111-1111-4111-8111-111111111111'
const VM = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const MAC = 'fa:16:3e:00:00:07'

let served: ServedHost
const closers: (() => void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) close()
  await served.close()
})

const serve = (change: object = {}): Promise<void> =>
  served.serve(
    served.network(change),
    subnet(S4, { gatewayIp: null }),
    served.own([S4, '10.0.0.2']),
    port({ id: VM, macAddress: MAC, fixedIps: [{ subnetId: S4, ipAddress: '10.0.0.60' }] }),
  )

const startAgent = (more: object = {}) =>
  served.startAgent({ isolatedMetadata: true, metadataSocket: join(served.directory, 'metadata_proxy'), ...more })

/** Answers behind the proxy. */
async function metadataServer(): Promise<void> {
  const service = createServer((_, response) => response.end('who you are'))
  await new Promise<void>((resolve) =>
    service.listen({ path: join(served.directory, 'metadata_proxy'), writableAll: true }, resolve),
  )
  closers.push(() => service.close())
}

async function lease(vm: string): Promise<string> {
  const command = ['udhcpc', '-i', 'eth0', '-n', '-q', '-f', '-t', '3', '-T', '1', '-s', '/bin/true']
  return runInNamespace(vm, ['sh', '-c', `${command.join(' ')} 2>&1`])
}

async function metadata(vm: string): Promise<string> {
  await runInNamespace(vm, ['ip', 'addr', 'replace', '10.0.0.60/24', 'dev', 'eth0'])
  await runInNamespace(vm, ['ip', 'route', 'replace', '169.254.169.254', 'via', '10.0.0.2'])
  const ask = `exec 3<>/dev/tcp/169.254.169.254/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; timeout 5 cat <&3`
  return runInNamespace(vm, ['bash', '-c', ask])
}

describe('a network that can have no IPv6', () => {
  it.each([
    ['because its MTU is below 1280', 1200, false],
    ['because IPv6 is switched off there', 1400, true],
  ])(
    '%s is served over IPv4, metadata and all',
    async (_, mtu, isOff) => {
      served = await ServedHost.open()
      await metadataServer()
      if (isOff) {
        await addNamespaces([served.namespace])
        const off = ['all', 'default'].map((name) => `net.ipv6.conf.${name}.disable_ipv6=1`)
        await served.inServer('sysctl', '-qw', ...off)
      }
      await startAgent()
      await serve({ mtu })
      const vm = await served.client(MAC)
      expect(await lease(vm)).toContain('lease of 10.0.0.60 obtained')
      expect(await metadata(vm)).toContain('who you are')
      expect(served.agent?.parts.role.readyPorts()).toContain(VM)
      // Nothing is missing, whoever looks.
      await served.agent?.audit()
      expect(served.agent?.plan().steps).toEqual([])
      await served.stopAgent()
      await startAgent()
      await serve({ mtu })
      expect(served.agent?.plan().steps).toEqual([])
    },
    40_000,
  )

  it('has its metadata over IPv6 when its MTU allows that later', async () => {
    served = await ServedHost.open()
    await metadataServer()
    await startAgent()
    await serve({ mtu: 1200 })
    await serve({ mtu: 1400 })
    expect(await served.inServer('ip', '-6', 'addr')).toContain('fe80::a9fe:a9fe/64')
    expect(await served.inServer('ss', '-Hltn', 'sport', '=', ':80')).toContain('[fe80::a9fe:a9fe]')
    expect(served.agent?.plan().steps).toEqual([])
  }, 40_000)
})

it('a metadata proxy that cannot run keeps no port waiting for its address', async () => {
  served = await ServedHost.open()
  await startAgent({ proxyUser: 'nobody-of-that-name' })
  await serve()
  expect(served.agent?.parts.role.readyPorts()).toContain(VM)
  expect(await lease(await served.client(MAC))).toContain('lease of 10.0.0.60 obtained')
  const failing = served.agent?.plan().steps.map(({ key }) => key)
  expect(failing).toEqual([`metadata-proxy ${served.networkId}`])
}, 40_000)

it('a name without its namespace, and a file where the folder should be, are replaced', async () => {
  served = await ServedHost.open()
  const name = join('/run/netns', served.namespace)
  await writeFile(name, '')
  await mkdir(join(served.directory, 'dhcp'), { recursive: true, mode: 0o755 })
  await writeFile(join(served.directory, 'dhcp', served.networkId), '')
  await startAgent()
  await serve()
  expect((await stat(name)).size).toBe(0)
  expect(await lease(await served.client(MAC))).toContain('lease of 10.0.0.60 obtained')
  expect(served.agent?.parts.role.readyPorts()).toContain(VM)
}, 40_000)
