import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runInNamespace } from '@netloom/dataplane'
import { askTcp, floatingIp, forwarding, pings, RoutedHost } from './routed-host.ts'

const FIP = 'f1000000-0000-4000-8000-000000000001'
const PF = 'f2000000-0000-4000-8000-000000000001'

let routed: RoutedHost
let guestA: string
let guestB: string
const servers: ChildProcess[] = []

async function serveTcp(netns: string, port: number): Promise<void> {
  const child = spawn(
    'ip',
    ['netns', 'exec', netns, process.execPath, join(import.meta.dirname, 'peer-server.mjs'), String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  servers.push(child)
  await once(child.stdout, 'data')
}

async function eventually(holds: () => Promise<boolean>, patience = 3_000): Promise<void> {
  const until = performance.now() + patience
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not after ${String(patience)} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

beforeAll(async () => {
  routed = await RoutedHost.open()
  guestA = await routed.guest('br-a', '10.1.0.5/24', '10.1.0.1', 'fa:16:3e:11:00:05')
  guestB = await routed.guest('br-b', '10.2.0.5/24', '10.2.0.1', 'fa:16:3e:22:00:05')
  await serveTcp(routed.outside, 80)
  await serveTcp(guestA, 8080)
  await serveTcp(guestB, 8080)
  await routed.startAgent()
  await routed.serve(routed.router(), routed.interface('a'), routed.interface('b'), routed.interface('x'))
})

afterAll(async () => {
  for (const one of servers) one.kill('SIGKILL')
  await routed.close()
})

describe('a router on a host', () => {
  it('leaves nothing to do, and reports itself up', () => {
    expect(routed.agent!.plan().steps.map(({ key, op }) => `${op} ${key}`)).toEqual([])
    expect(routed.agent!.parts.role.readyPorts()).toEqual([routed.routerId])
  })

  it('leads from one network to another without translation', async () => {
    await eventually(() => pings(guestA, '10.2.0.5'))
    expect(await askTcp(guestA, '10.2.0.5', 8080)).toBe('10.1.0.5 10.2.0.5')
  })

  it('leads out with the address of its gateway', async () => {
    await eventually(() => pings(guestA, '203.0.113.1'))
    expect(await askTcp(guestA, '203.0.113.1', 80)).toBe('203.0.113.10 203.0.113.1')
  })

  it('leads in by a floating IP, and out with it', async () => {
    await routed.serve(floatingIp(FIP, '203.0.113.20', '10.1.0.5'))
    expect(routed.agent!.parts.role.readyPorts()).toContain(FIP)
    await eventually(() => pings(routed.outside, '203.0.113.20'))
    expect(await askTcp(routed.outside, '203.0.113.20', 8080)).toBe('203.0.113.1 10.1.0.5')
    expect(await askTcp(guestA, '203.0.113.1', 80)).toBe('203.0.113.20 203.0.113.1')
    expect(await askTcp(guestB, '203.0.113.1', 80)).toBe('203.0.113.10 203.0.113.1')
  })

  it('leads from a guest to a floating IP of its own network and back', async () => {
    expect(await askTcp(guestB, '203.0.113.20', 8080)).toBe('203.0.113.10 10.1.0.5')
    expect(await askTcp(guestA, '203.0.113.20', 8080)).toBe('203.0.113.20 10.1.0.5')
  })

  it('leads ports of a floating IP to ports of guests: one, a range to one, a range to the same, a shifted range', async () => {
    await routed.serve(
      forwarding(PF, {}),
      forwarding(PF.replace('1', '2'), { externalPorts: [100, 110], internalPorts: [8080, 8080] }),
      forwarding(PF.replace('1', '3'), {
        externalPorts: [8080, 8081],
        internalPorts: [8080, 8081],
        internalIp: '10.2.0.5',
      }),
      forwarding(PF.replace('1', '4'), { externalPorts: [9000, 9010], internalPorts: [8079, 8089] }),
    )
    expect(routed.agent!.plan().steps).toEqual([])
    await eventually(() => pings(routed.outside, '203.0.113.30'))
    expect(await askTcp(routed.outside, '203.0.113.30', 80)).toBe('203.0.113.1 10.1.0.5')
    expect(await askTcp(routed.outside, '203.0.113.30', 105)).toBe('203.0.113.1 10.1.0.5')
    expect(await askTcp(routed.outside, '203.0.113.30', 8080)).toBe('203.0.113.1 10.2.0.5')
    expect(await askTcp(routed.outside, '203.0.113.30', 9001)).toBe('203.0.113.1 10.1.0.5')
    expect(await askTcp(guestA, '203.0.113.30', 80)).toBe('203.0.113.20 10.1.0.5')
    expect(await askTcp(routed.outside, '203.0.113.30', 81)).toBe('nobody')
  })

  it('is found in place by the next agent: no step, and the same reports', async () => {
    await routed.stopAgent()
    await routed.startAgent()
    await routed.serve()
    expect(routed.agent!.plan().steps.map(({ key, op }) => `${op} ${key}`)).toEqual([])
    const { audits } = routed.agent!.parts
    expect(audits).toBeDefined()
    expect(routed.agent!.parts.role.readyPorts()).toEqual(expect.arrayContaining([routed.routerId, FIP]))
  })

  it('has its rules back within a second when somebody flushes them', async () => {
    await routed.inRouter('nft', 'flush', 'ruleset')
    const start = performance.now()
    await eventually(async () => (await askTcp(routed.outside, '203.0.113.20', 8080)) === '203.0.113.1 10.1.0.5')
    expect(performance.now() - start).toBeLessThan(1_500)
    await routed.agent!.idle()
    expect(routed.agent!.plan().steps).toEqual([])
  })

  it('is back when somebody deletes its namespace', async () => {
    await runInNamespace(routed.netns, ['ip', 'netns', 'del', routed.namespace])
    await eventually(async () => {
      await routed.serve()
      return pings(routed.outside, '203.0.113.20')
    }, 10_000)
    expect(routed.agent!.plan().steps).toEqual([])
  })
})
