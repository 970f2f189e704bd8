import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { listenerKey } from '@netloom/lbaas'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ask, BalancedHost } from './balanced-host.ts'
import { makeCertificate } from './certificates.ts'
import { id, LISTENER, listener, member, monitor, policy, POOL, pool, rule } from './sample-balancer.ts'

let host: BalancedHost
let client: string

beforeEach(async () => {
  host = await BalancedHost.open()
  await host.member('10.0.0.11', 'WEB1')
  await host.member('10.0.0.12', 'WEB2')
  client = await host.guest('10.0.0.20')
  await host.startAgent()
})
afterEach(() => host.close())

const VIP = 'http://10.0.0.5'
const answersOf = async (count: number, url: string, ...options: string[]): Promise<ReadonlySet<string>> => {
  const answers: string[] = []
  for (let index = 0; index < count; index += 1) answers.push(await ask(client, url, ...options))
  return new Set(answers)
}

async function until(what: () => boolean, milliseconds = 15_000): Promise<void> {
  const end = performance.now() + milliseconds
  while (!what() && performance.now() < end) await sleep(50)
}

describe('health monitors', () => {
  it('report members as they are, and send nobody to one that is down', async () => {
    await host.serve({
      members: [member(1), member(2, { address: '10.0.0.19' }), member(3, { adminStateUp: false })],
      healthMonitors: [monitor()],
    })
    const statusOf = (number: number): unknown => host.newest(id('e', number))?.facts?.['operatingStatus']
    await until(() => statusOf(1) === 'ONLINE' && statusOf(2) === 'ERROR')
    expect([1, 2, 3].map(statusOf)).toEqual(['ONLINE', 'ERROR', 'OFFLINE'])
    expect(await answersOf(4, VIP)).toEqual(new Set(['WEB1']))
  })

  it.each(['TCP', 'HTTP'] as const)('%s: a member that comes is ONLINE without a reload', async (type) => {
    await host.serve({ members: [member(1)], healthMonitors: [monitor({ type, timeout: 10 })] })
    const pid = await host.pid()
    await host.tell({ [`member/${id('e', 2)}`]: member(2) })
    await until(() => [1, 2].every((one) => host.newest(id('e', one))?.facts?.['operatingStatus'] === 'ONLINE'))
    expect(host.newest(id('e', 2))).toMatchObject({ state: 'up', facts: { operatingStatus: 'ONLINE' } })
    expect(await answersOf(4, VIP)).toEqual(new Set(['WEB1', 'WEB2']))
    expect(await host.pid()).toBe(pid)
  })

  it('PING is refused in words, and members are served unchecked', async () => {
    await host.serve({ healthMonitors: [monitor({ type: 'PING' })] })
    expect(host.newest(monitor().id)).toMatchObject({ state: 'down', error: expect.stringContaining('PING') as string })
    expect(await answersOf(4, VIP)).toEqual(new Set(['WEB1', 'WEB2']))
  })
})

describe('persistence', () => {
  it('by source keeps a client at one member, also one that was added while haproxy ran', async () => {
    await host.serve({ pools: [pool({ sessionPersistence: { type: 'SOURCE_IP', cookieName: null } })] })
    expect((await answersOf(6, VIP)).size).toBe(1)
  })

  it('by cookie keeps a client that has it, for members that were added while haproxy ran', async () => {
    const pools = [pool({ sessionPersistence: { type: 'HTTP_COOKIE', cookieName: null } })]
    await host.serve({ pools, members: [member(1)] })
    const pid = await host.pid()
    await host.tell({ [`member/${id('e', 2)}`]: member(2) })
    const jar = join(host.folder, 'jar')
    const first = await ask(client, VIP, '-c', jar)
    expect(await answersOf(6, VIP, '-b', jar)).toEqual(new Set([first]))
    expect(await answersOf(6, VIP)).toEqual(new Set(['WEB1', 'WEB2']))
    expect(await host.pid()).toBe(pid)
  })
})

describe('layer 7', () => {
  it('refuses, redirects and chooses pools as its policies say', async () => {
    const other = id('c', 2)
    await host.serve({
      pools: [pool(), pool({ id: other })],
      members: [member(1), member(2, { poolId: other })],
      l7Policies: [
        policy(1, { action: 'REDIRECT_TO_POOL', redirectPoolId: other }),
        policy(2, { action: 'REDIRECT_TO_URL', redirectUrl: 'http://example.org/a%20b', redirectHttpCode: 301 }),
        policy(3),
      ],
      l7Rules: [
        rule(1, 1, { type: 'FILE_TYPE', compareType: 'EQUAL_TO', value: 'jpg' }),
        rule(2, 2, { type: 'HEADER', compareType: 'EQUAL_TO', key: 'X-Old', value: 'yes' }),
        rule(3, 3, { value: '/admin' }),
        rule(4, 3, { type: 'COOKIE', compareType: 'EQUAL_TO', key: 'staff', value: '1', invert: true }),
      ],
    })
    const code = (url: string, ...options: string[]): Promise<string> =>
      ask(client, url, '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}', ...options)
    expect(await answersOf(3, `${VIP}/a.jpg`)).toEqual(new Set(['WEB2']))
    expect(await answersOf(3, `${VIP}/a.png`)).toEqual(new Set(['WEB1']))
    expect(await code(`${VIP}/`, '-H', 'X-Old: yes')).toBe('301 http://example.org/a%20b')
    expect(await code(`${VIP}/admin`)).toBe('403 ')
    expect(await code(`${VIP}/admin`, '-b', 'staff=1')).toBe('200 ')
    // Refusals come before all else, whatever their position.
    expect(await code(`${VIP}/admin/a.jpg`)).toBe('403 ')
  })

  it('inserts headers, and admits only the prefixes of the listener', async () => {
    const open = listener({ insertHeaders: ['X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'] })
    await host.serve({ listeners: [open] })
    expect(JSON.parse(await ask(client, `${VIP}/headers`))).toMatchObject({
      ...{ 'x-forwarded-for': '10.0.0.20', 'x-forwarded-port': '80', 'x-forwarded-proto': 'http' },
    })
    await host.tell({ [listenerKey(LISTENER)]: listener({ allowedCidrs: ['10.0.0.21/32'] }) })
    expect(await ask(client, VIP)).toMatch(/Error|curl/)
    await host.tell({ [listenerKey(LISTENER)]: listener({ allowedCidrs: ['10.0.0.16/28'] }) })
    expect(await ask(client, VIP)).toMatch(/^WEB/)
  })
})

describe('TLS', () => {
  const CERTIFICATE = id('1')
  const OTHER = id('1', 2)
  const tls = listener({
    ...{ id: id('b', 2), protocol: 'TERMINATED_HTTPS', protocolPort: 443 },
    ...{ defaultTlsContainerRef: CERTIFICATE, sniContainerRefs: [`https://barbican/v1/containers/${OTHER}`] },
  })
  const subject = async (name: string): Promise<string | undefined> =>
    /subject: (.*)/.exec(
      await ask(client, `https://${name}/`, '-k', '-v', '--stderr', '-', '--resolve', `${name}:443:10.0.0.5`),
    )?.[1]

  it('ends at the balancer, with the certificate of the name that a client asks for', async () => {
    const folder = join(host.folder, 'certificates')
    await makeCertificate(folder, CERTIFICATE, 'one.example')
    await makeCertificate(folder, OTHER, 'two.example')
    await host.serve({ listeners: [tls] })
    expect(await ask(client, 'https://10.0.0.5/', '-k')).toMatch(/^WEB/)
    expect([await subject('one.example'), await subject('two.example')]).toEqual(['CN=one.example', 'CN=two.example'])
  })

  it('a certificate that is wrong stops its listener alone, until it is mended', async () => {
    const folder = join(host.folder, 'certificates')
    await makeCertificate(folder, CERTIFICATE, 'one.example')
    await makeCertificate(folder, OTHER, 'two.example')
    await writeFile(join(folder, `${CERTIFICATE}.crt`), 'nonsense')
    await host.serve({ listeners: [listener(), tls] })
    expect(await ask(client, VIP)).toMatch(/^WEB/)
    expect(host.newest(tls.id)).toMatchObject({ state: 'down', error: expect.stringContaining(CERTIFICATE) as string })
    expect(host.newest(LISTENER)).toMatchObject({ state: 'up' })
    await makeCertificate(folder, CERTIFICATE, 'one.example')
    await until(() => host.newest(tls.id)?.state === 'up')
    expect(host.newest(tls.id)).toMatchObject({ state: 'up' })
    expect(await ask(client, 'https://10.0.0.5/', '-k')).toMatch(/^WEB/)
  })
})

it('a listener that haproxy refuses stops alone, and says what haproxy says', async () => {
  const other = listener({ id: id('b', 2), protocolPort: 81 })
  await host.serve({
    listeners: [listener(), other],
    l7Policies: [policy(1, { listenerId: other.id })],
    // Sound for JavaScript, not for PCRE.
    l7Rules: [rule(1, 1, { compareType: 'REGEX', value: '(?<n>a)(?<n>b)' })],
  })
  expect(await ask(client, VIP)).toMatch(/^WEB/)
  expect(host.newest(other.id)).toMatchObject({
    state: 'down',
    error: expect.stringContaining('haproxy refuses') as string,
  })
  expect(host.newest(LISTENER)).toMatchObject({ state: 'up' })
  expect(host.newest(POOL)).toMatchObject({ state: 'up' })
})
