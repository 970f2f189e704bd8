import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CHANGING_GROUPS } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tapName } from '../../src/agent/render/render-attachment.ts'
import { canRun, SwitchHost } from '../switch-host.ts'

const { addressOf, macOf, others, portId } = CHANGING_GROUPS
const AGENT = fileURLToPath(new URL('../fixtures/killed-agent.mjs', import.meta.url))
const KILLS = Number(process.env['NETLOOM_KILLS'] ?? 8)

const RECEIVE = `
import socket, select
ports = [5000, 5001]; socks = []
for port in ports:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(1, 33, 1 << 24); s.bind(("", port)); socks.append(s)
print("ready", flush=True); got = [0, 0]; over = False
while not over:
    for s in select.select(socks, [], [])[0]:
        if s.recv(9) == b"end": over = True
        else: got[socks.index(s)] += 1
print("got", got[0], got[1], flush=True)`
const SEND = (flag: string): string => `
import socket, time, os
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); sent = 0
print("ready", flush=True)
while not os.path.exists("${flag}"):
    for port in (5000, 5001): s.sendto(b"x", ("${addressOf(2)}", port))
    sent += 1; time.sleep(0.002)
time.sleep(0.5); s.sendto(b"end", ("${addressOf(2)}", 5000)); print("sent", sent, flush=True)`

describe.skipIf(!canRun)('an agent on Open vSwitch', () => {
  let lab: SwitchHost
  const children: ChildProcess[] = []

  beforeAll(async () => {
    lab = await SwitchHost.create()
    for (const n of [1, 2]) {
      const guest = await lab.guest(tapName(portId(n)), macOf(n), `${addressOf(n)}/24`)
      guest('ethtool', '-K', 'eth0', 'tx', 'off')
    }
    for (let n = 3; n <= 2 + others; n += 1) lab.tap(tapName(portId(n)))
  }, 60_000)
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await lab.close()
  })

  /** A process whose lines can be waited for. */
  function started(netns: string, ...command: readonly string[]): { child: ChildProcess; lines: string[] } {
    const child = spawn('ip', ['netns', 'exec', netns, ...command], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const lines: string[] = []
    let torn = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const all = (torn + chunk).split('\n')
      torn = all.pop() ?? ''
      lines.push(...all)
    })
    return { child, lines }
  }
  const agentAt = (first: number, last: number): ReturnType<typeof started> =>
    started(lab.netns, process.execPath, AGENT, lab.directory, String(first), String(last))
  const said = (lines: readonly string[], what: RegExp): Promise<void> =>
    expect.poll(() => lines.some((line) => what.test(line)), { timeout: 60_000, interval: 20 }).toBe(true)

  /** Taps in the bridge that it would switch by itself, whatever the flows of their groups are. */
  const switched = (): readonly string[] =>
    lab
      .vsctl('--format=csv --no-headings --columns=name,tag,trunks,vlan_mode list Port')
      .split('\n')
      .filter((line) => line.startsWith('tap') && !line.includes('4095'))
  /** Flows of the bridge, in whatever order branches were added. */
  const flows = (): readonly string[] =>
    lab
      .ofctl('dump-flows br-int --no-stats')
      .split('\n')
      .map((line) => line.trim().replace(/^cookie=\w+, /, ''))
      .filter((line) => line.includes('actions='))
      .sort()

  it('that is killed again and again while it applies changes opens nothing, leaves nothing behind and loses no packet', async () => {
    const [one = '', two = ''] = [1, 2].map((n) => `${lab.netns}-${tapName(portId(n))}`)
    let step = 0
    const first = agentAt(0, 0)
    await said(first.lines, /^wrong \[\]$/)
    first.child.kill('SIGKILL')
    const receiver = started(two, 'python3', '-uc', RECEIVE)
    await said(receiver.lines, /ready/)
    const flag = `${lab.directory}/over`
    const sender = started(one, 'python3', '-uc', SEND(flag))
    const delays: number[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, lines } = agentAt(step, 1_000_000)
      const steps = randomInt(1, 8)
      await expect.poll(() => lines.length, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(steps)
      delays.push(randomInt(1, 150))
      await delay(delays.at(-1))
      child.kill('SIGKILL')
      await once(child, 'close')
      // What it had begun may or may not have come into force.
      step = Number(lines.at(-1)) + 1
      expect(switched(), `killed after ${delays.join(', ')} ms`).toEqual([])
    }
    const last = agentAt(step, step)
    await said(last.lines, /^wrong \[\]$/)
    writeFileSync(flag, '')
    await said(sender.lines, /sent/)
    await said(receiver.lines, /got/)
    rmSync(flag)
    const sent = Number(/sent (\d+)/.exec(sender.lines.join(' '))?.[1])
    console.log(
      `killed ${String(KILLS)} times within ${String(step)} steps (ms: ${delays.join(', ')}); sent ${String(sent)}, ${receiver.lines.at(-1) ?? ''}`,
    )
    expect(receiver.lines.at(-1)).toBe(`got ${String(sent)} 0`)
    last.child.kill('SIGKILL')
    await once(last.child, 'close')
    // Neither more nor less than a switch on which nothing was ever killed.
    const after = flows()
    lab.ofctl('del-flows br-int')
    const fresh = agentAt(step, step)
    await said(fresh.lines, /^wrong \[\]$/)
    expect(after).toEqual(flows())
  }, 300_000)
})
