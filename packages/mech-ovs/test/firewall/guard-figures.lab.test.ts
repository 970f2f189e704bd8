import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PortItem } from '@netloom/core/wire'
import { SwitchHost, canRun } from '../switch-host.ts'
import { GUARDED, GuardAgent, tapOf } from './guard-lab.ts'

const PORTS = 1_000

const portOf = (n: number): PortItem => {
  const hex = n.toString(16).padStart(8, '0')
  return {
    ...GUARDED,
    id: `${hex}-c411-4858-b339-121cf26ec725`,
    macAddress: `fa:16:3e:00:${hex.slice(4, 6)}:${hex.slice(6)}`,
    fixedIps: [`10.1.${String(n >> 8)}.${String(n & 255)}`, `fd00::${hex.slice(4)}`].map((ipAddress) => ({
      subnetId: 's',
      ipAddress,
    })),
    allowedAddressPairs: [],
  }
}

describe.skipIf(!canRun)('a thousand guarded ports', () => {
  let lab: SwitchHost
  let agent: GuardAgent
  const items = Array.from({ length: PORTS }, (_, n) => portOf(n + 1))

  beforeAll(async () => {
    lab = await SwitchHost.create()
    agent = new GuardAgent(lab)
    await agent.turn(true)
    const taps = items
      .map((item) => `link add ${tapOf(item)} group 7 type veth peer name g${tapOf(item).slice(1)} group 7`)
      .join('\n')
    execFileSync('ip', ['-n', lab.netns, '-batch', '-'], { input: taps })
  })
  afterAll(async () => {
    // Before its namespace goes: a thousand devices that go with one hold up the whole machine.
    lab.ip('link del group 7')
    await lab.close()
  })

  it('cost seventeen flows each and one bundle', async () => {
    const [asked, rendering] = await timed(() => {
      agent.want(...items)
    })
    const [, writing] = await timed(() => agent.flows())
    const [, plugging] = await timed(() => agent.turn())
    const flows = Number(/flow_count=(\d+)/.exec(lab.ofctl('dump-aggregate br-int'))?.[1])
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(lab.pid('ovs-vswitchd'))}/status`, 'utf8'))?.[1]
    print(
      `${String(PORTS)} guarded ports: ${String(flows)} flows, rendered in ${rendering}, written in ${writing}, plugged in ${plugging}; ovs-vswitchd has ${String(Math.round(Number(rss) / 1024))} MB`,
    )
    expect(asked).toBeUndefined()
    expect(flows).toBeGreaterThan(17 * PORTS)
    expect(flows).toBeLessThan(17 * PORTS + 50)
  })

  it('change one at a time, count in one request, and are found as they are', async () => {
    const [one] = items
    agent.want({ ...one!, fixedIps: [{ subnetId: 's', ipAddress: '10.1.200.1' }] })
    const [steps, changing] = await timed(() => agent.flows())
    expect(steps).toBeLessThanOrEqual(8)
    const [, counting] = await timed(() => agent.spoofs())
    const again = new GuardAgent(lab)
    again.want({ ...one!, fixedIps: [{ subnetId: 's', ipAddress: '10.1.200.1' }] }, ...items.slice(1))
    const [changed, starting] = await timed(async () => (await again.turn(true)).length)
    print(
      `one of them changed: ${String(steps)} flows in ${changing}; counted in ${counting}; read by an agent that starts in ${starting}, ${String(changed)} changed`,
    )
    expect(changed).toBe(0)
  })
})

async function timed<T>(work: () => T | Promise<T>): Promise<readonly [result: T, time: string]> {
  const start = performance.now()
  const result = await work()
  return [result, `${(performance.now() - start).toFixed(0)} ms`]
}

function print(text: string): void {
  process.stdout.write(`    ${text}\n`)
}
