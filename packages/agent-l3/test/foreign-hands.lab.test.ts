import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FeedItem } from '@netloom/core'
import type { PortReport } from '@netloom/core/wire'
import { runInNamespace } from '@netloom/dataplane'
import { floatingIp, item, pings, RoutedHost } from './routed-host.ts'

const idOf = (number: number): string => `f4000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const FLOATING = '203.0.113.20'
const QR = 'qr-aaaaaaaa-00'
const QG = 'qg-cccccccc-00'

let routed: RoutedHost
let guest: string

beforeAll(async () => {
  routed = await RoutedHost.open()
  guest = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  await routed.startAgent()
  await routed.serve(
    routed.router({ routes: [{ destination: '192.168.9.0/24', nexthop: '10.1.0.5' }] }),
    routed.interface('a'),
    routed.interface('x'),
    floatingIp(idOf(1), FLOATING, '10.1.0.5'),
  )
  await runInNamespace(guest, ['ip', 'addr', 'add', '192.168.9.9/32', 'dev', 'lo'])
  await runInNamespace(routed.outside, ['ip', 'route', 'add', '192.168.9.0/24', 'via', '203.0.113.10'])
})
afterAll(() => routed.close())

const works = async (): Promise<readonly boolean[]> => [
  await pings(routed.outside, FLOATING),
  await pings(guest, '203.0.113.1'),
  await pings(guest, FLOATING),
  await pings(routed.outside, '192.168.9.9'),
]

describe('a router of which somebody takes a part away', () => {
  it.each([
    ['the address of an interface', ['ip', 'addr', 'flush', 'dev', QR]],
    ['the address of its gateway', ['ip', 'addr', 'del', '203.0.113.10/24', 'dev', QG]],
    ['a floating IP', ['ip', 'addr', 'del', `${FLOATING}/32`, 'dev', QG]],
    ['all addresses of its gateway', ['ip', 'addr', 'flush', 'dev', QG]],
    ['its default route', ['ip', 'route', 'del', 'default']],
    ['an extra route', ['ip', 'route', 'del', '192.168.9.0/24']],
    [
      'an extra route, and puts another in its place',
      ['ip', 'route', 'replace', '192.168.9.0/24', 'via', '203.0.113.1'],
    ],
    ['its state: an interface is down', ['ip', 'link', 'set', QR, 'down']],
    ['its state: the gateway is down', ['ip', 'link', 'set', QG, 'down']],
    ['the MAC of an interface', ['ip', 'link', 'set', QR, 'address', 'fa:16:3e:77:77:77']],
    ['an interface', ['ip', 'link', 'del', QR]],
    ['the gateway', ['ip', 'link', 'del', QG]],
    ['forwarding', ['sysctl', '-qw', 'net.ipv4.ip_forward=0']],
    ['an entry of a map', ['nft', 'delete', 'element', 'inet', 'netloom-router', 'floating', `{ ${FLOATING} }`]],
    ['one rule', ['nft', 'flush', 'chain', 'inet', 'netloom-router', 'postrouting']],
    [
      'one map',
      ['sh', '-c', 'nft flush chain inet netloom-router translated; nft delete map inet netloom-router floating'],
    ],
    ['the table', ['nft', 'delete', 'table', 'inet', 'netloom-router']],
  ])('%s: serves again when its agent has looked', async (_, command) => {
    expect(await works()).toEqual([true, true, true, true])
    await routed.inRouter(...command)
    await expect
      .poll(
        async () => {
          await routed.agent?.audit()
          await routed.serve()
          return works()
        },
        { timeout: 8_000, interval: 100 },
      )
      .toEqual([true, true, true, true])
    expect(routed.agent?.plan().steps).toEqual([])
  })
})

describe('a router of which the controller says what cannot be read', () => {
  it.each([
    ['its own', item('router', { id: 7, routes: 'x' })],
    ['an interface', item('interface/aaaaaaaa-0000-4000-8000-000000000001', { kind: 'sideways' })],
    ['a floating IP', item(`floating-ip/${idOf(1)}`, { floatingIp: 5 })],
    ['something unheard of', item('hovercraft/1', { full: 'of eels' })],
  ])('%s: serves as before', async (_, garbage) => {
    await routed.serve(garbage)
    expect(await works()).toEqual([true, true, true, true])
    routed.items.delete('hovercraft/1')
    await routed.serve(
      routed.router({ routes: [{ destination: '192.168.9.0/24', nexthop: '10.1.0.5' }] }),
      routed.interface('a'),
      floatingIp(idOf(1), FLOATING, '10.1.0.5'),
    )
    expect(routed.agent?.plan().steps).toEqual([])
  })
})

it('of a thousand floating IPs those that cannot be are told, and all others are up', async () => {
  const good = Array.from({ length: 996 }, (_, at) => {
    const end = `${String(100 + (at >> 8))}.${String(at & 255)}`
    return floatingIp(idOf(10_000 + at), `198.51.${end}`, `10.1.${end}`)
  })
  const bad = [
    floatingIp(idOf(5), '203.0.113.300', '10.1.0.77'),
    floatingIp(idOf(6), '203.0.113.77 }; flush ruleset; #', '10.1.0.77'),
    floatingIp(idOf(7), '203.0.113.77', '10.1.0.5'),
    floatingIp(idOf(8), '2001:db8::5', '10.1.0.77'),
  ]
  await routed.serve(...good, ...bad)
  const reports = new Map(routed.agent?.parts.role.allReports().map((one) => [one.portId, one]))
  const reported = ({ key }: FeedItem): PortReport | undefined => reports.get(key.slice('floating-ip/'.length))
  expect(bad.map(reported)).toEqual(
    bad.map(() => expect.objectContaining({ state: 'down', error: expect.any(String) as string }) as unknown),
  )
  expect(good.filter((one) => reported(one)?.state !== 'up')).toEqual([])
  expect(await works()).toEqual([true, true, true, true])
  await routed.serve(...[...good, ...bad].map((one) => ({ ...one, body: null })))
  expect(routed.agent?.plan().steps).toEqual([])
  expect(await works()).toEqual([true, true, true, true])
})
