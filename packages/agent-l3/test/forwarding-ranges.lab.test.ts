import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FeedItem } from '@netloom/core'
import { runInNamespace } from '@netloom/dataplane'
import { forwarding, RoutedHost } from './routed-host.ts'

const idOf = (number: number): string => `f3000000-0000-4000-8000-${String(number).padStart(12, '0')}`
const udp = (number: number, externalPorts: [number, number], internalPorts: [number, number]): FeedItem =>
  forwarding(idOf(number), { protocol: 'udp', externalPorts, internalPorts })
const ONE = udp(1, [2222, 2222], [22, 22])
const RANGES = [udp(2, [9000, 9009], [22, 22]), udp(3, [8000, 8009], [8000, 8009]), udp(4, [7000, 7009], [6000, 6009])]

let routed: RoutedHost

beforeAll(async () => {
  routed = await RoutedHost.open()
  await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  await routed.startAgent()
  await routed.serve(routed.router(), routed.interface('a'), routed.interface('x'), ONE, ...RANGES)
})
afterAll(() => routed.close())

/** Ports of the floating IP that connections are tracked to. */
async function tracked(): Promise<readonly number[]> {
  const lines = (await routed.inRouter('conntrack', '-L', '-p', 'udp', '-d', '203.0.113.30')).split('\n')
  return lines.flatMap((line) => / dport=(\d+)/.exec(line)?.slice(1).map(Number) ?? []).sort()
}

const send = (port: number): Promise<string> =>
  runInNamespace(routed.outside, ['bash', '-c', `echo one > /dev/udp/203.0.113.30/${String(port)}`])

it.each([
  ['a range that leads to one port', 0, 9005],
  ['a range that leads to the same ports', 1, 8005],
  ['a range that leads to shifted ports', 2, 7005],
] as const)('%s goes with its own connections, and those of other forwardings stay', async (_, which, port) => {
  await routed.inRouter('conntrack', '-F')
  const gone = RANGES[which]
  if (gone === undefined) return
  for (const one of [2222, port]) await send(one)
  expect(await tracked()).toEqual([2222, port].sort())
  await routed.serve({ ...gone, body: null })
  await expect.poll(tracked, { timeout: 3_000 }).toEqual([2222])
  await routed.serve(gone)
  expect(routed.agent?.plan().steps).toEqual([])
})
