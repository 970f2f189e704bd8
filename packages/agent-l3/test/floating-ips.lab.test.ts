import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInNamespace } from '@netloom/dataplane'
import { startCapture } from '@netloom/testing/lab'
import { floatingIp, pings, RoutedHost } from './routed-host.ts'

const idOf = (number: number): string => `f0000000-0000-4000-8000-${String(number).padStart(12, '0')}`

let routed: RoutedHost
let guest: string

beforeAll(async () => {
  routed = await RoutedHost.open()
  guest = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  await runInNamespace(guest, ['ip', 'addr', 'add', '10.1.0.6/24', 'dev', 'eth0'])
  await runInNamespace(routed.outside, ['ip', 'route', 'add', '203.0.114.0/24', 'via', '203.0.113.10'])
  await routed.startAgent()
  await routed.serve(routed.router(), routed.interface('a'), routed.interface('x'))
})

afterAll(() => routed.close())

describe('floating IPs of a router', () => {
  it('are told to neighbours when they are new here, by request and reply', async () => {
    const capture = await startCapture(routed.outside, 'arp and arp[14:4] = 0xcb007114')
    await routed.serve(floatingIp(idOf(1), '203.0.113.20', '10.1.0.5'))
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const frames = await capture.stop()
    // More on a slow machine.
    expect(frames.length).toBeGreaterThanOrEqual(4)
  })

  it('are told no more once they are gone: somebody else may have them by then', async () => {
    const capture = await startCapture(routed.outside, 'arp and arp[14:4] = 0xcb007119')
    const brief = floatingIp(idOf(1), '203.0.113.25', '10.1.0.6')
    await routed.tell(brief)
    await routed.tell({ ...brief, body: null })
    await new Promise((resolve) => setTimeout(resolve, 4_500))
    expect((await capture.stop()).length).toBe(2)
  })

  it('are told again until a switch that is late has plugged the router', async () => {
    const capture = await startCapture(routed.outside, 'arp and arp[14:4] = 0xcb00711a')
    await routed.ip('link', 'set', 'tapcccccccc-00', 'nomaster')
    await routed.tell(floatingIp(idOf(1), '203.0.113.26', '10.1.0.6'))
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    await routed.ip('link', 'set', 'tapcccccccc-00', 'master', 'br-x')
    await capture.until(() => true)
    expect((await capture.stop()).length).toBeGreaterThan(0)
    await routed.tell({ ...floatingIp(idOf(1), '', ''), body: null })
  })

  it('have only connections of their own cut when they go', async () => {
    await routed.serve(floatingIp(idOf(2), '203.0.113.21', '10.1.0.6'))
    expect(await pings(routed.outside, '203.0.113.20')).toBe(true)
    expect(await pings(routed.outside, '203.0.113.21')).toBe(true)
    expect(await pings(guest, '203.0.113.1')).toBe(true)
    const before = await routed.inRouter('conntrack', '-L')
    expect(before).toMatch(/dst=203\.0\.113\.20 /)
    expect(before).toMatch(/src=10\.1\.0\.5 dst=203\.0\.113\.1 .*dst=203\.0\.113\.20/)
    await routed.serve({ ...floatingIp(idOf(1), '203.0.113.20', '10.1.0.5'), body: null })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const after = await routed.inRouter('conntrack', '-L')
    expect(after).not.toMatch(/dst=203\.0\.113\.20 /)
    expect(after).toMatch(/dst=203\.0\.113\.21 /)
    expect(await pings(routed.outside, '203.0.113.20')).toBe(false)
    expect(await pings(routed.outside, '203.0.113.21')).toBe(true)
  })

  it('that cannot be are told alone: the other one of the turn serves', async () => {
    // Two lead to one guest: the kernel takes one way back.
    await routed.serve(floatingIp(idOf(3), '203.0.113.22', '10.1.0.6'), floatingIp(idOf(4), '203.0.113.23', '10.1.0.5'))
    const reports = new Map(routed.agent?.parts.role.allReports().map((one) => [one.portId, one]))
    expect(reports.get(idOf(4))?.state).toBe('up')
    expect(reports.get(idOf(2))?.state).toBe('up')
    expect(reports.get(idOf(3))).toMatchObject({ state: 'down', error: expect.stringContaining('nft') as string })
    expect(await pings(routed.outside, '203.0.113.23')).toBe(true)
    await routed.serve({ ...floatingIp(idOf(3), '', ''), body: null }, { ...floatingIp(idOf(2), '', ''), body: null })
    expect(routed.agent?.plan().steps).toEqual([])
  })

  it('cost beside a thousand others about what one alone costs', async () => {
    const timed = async (): Promise<number> => {
      const times: number[] = []
      for (let round = 0; round < 15; round += 1) {
        const one = floatingIp(idOf(9_000), '203.0.113.77', '10.1.9.9')
        const start = performance.now()
        await routed.tell(one)
        times.push(performance.now() - start)
        await routed.tell({ ...one, body: null })
      }
      // The least: what other work of the machine adds is no cost of ours.
      return Math.min(...times)
    }
    await timed()
    const few = await timed()
    const many = Array.from({ length: 1_000 }, (_, at) =>
      floatingIp(
        idOf(10_000 + at),
        `198.51.${String(100 + Math.trunc(at / 250))}.${String(at % 250)}`,
        `10.1.${String(100 + Math.trunc(at / 250))}.${String(at % 250)}`,
      ),
    )
    await routed.serve(...many)
    expect(routed.agent?.plan().steps).toEqual([])
    expect(routed.agent?.parts.role.readyPorts().length).toBeGreaterThan(1_000)
    const beside = await timed()
    process.stdout.write(`one floating IP: ${few.toFixed(2)} ms, beside 1,000: ${beside.toFixed(2)} ms\n`)
    // The bench measures the ratio. What grew with their number would cost a hundred times as much.
    expect(beside).toBeLessThan(few * 4 + 20)
    await routed.serve(...many.map((one) => ({ ...one, body: null })))
    expect(routed.agent?.plan().steps).toEqual([])
  })
})
