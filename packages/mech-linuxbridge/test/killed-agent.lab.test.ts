import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CHANGING_GROUPS } from '@netloom/testing/lab'
import { bridgeName, tapName } from '../src/agent/index.ts'

const { addressOf, macOf, network: NETWORK, others: OTHERS, portId } = CHANGING_GROUPS
const AGENT = fileURLToPath(new URL('fixtures/killed-agent.mjs', import.meta.url))
const prefix = `nlt-ka${String(process.pid)}-${randomBytes(2).toString('hex')}`
const [host, one, two] = [`${prefix}-h`, `${prefix}-1`, `${prefix}-2`] as const
const KILLS = Number(process.env['NETLOOM_KILLS'] ?? 8)
const TABLE = 'netloom.host.host1'
const children: ChildProcess[] = []
const inHost = (...command: readonly string[]): Promise<string> => runInNamespace(host, command)

beforeAll(async () => {
  await addNamespaces([host, one, two])
  for (let n = 1; n <= 2 + OTHERS; n += 1) {
    const guest = n === 1 ? one : n === 2 ? two : host
    const peer = n <= 2 ? 'eth0' : `g${String(n)}`
    await inHost('ip', 'link', 'add', tapName(portId(n)), 'type', 'veth', 'peer', 'name', peer, 'netns', guest)
    if (n > 2) continue
    for (const words of [
      ['link', 'set', 'eth0', 'address', macOf(n), 'up'],
      ['addr', 'add', `${addressOf(n)}/24`, 'dev', 'eth0'],
    ])
      await runInNamespace(guest, ['ip', ...words])
  }
}, 60_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await deleteNamespaces([host, one, two])
})

/** A process whose lines can be waited for. */
function started(
  netns: string,
  ...command: readonly string[]
): { readonly child: ChildProcess; readonly lines: string[] } {
  const child = spawn('ip', ['netns', 'exec', netns, ...command], { stdio: ['ignore', 'pipe', 2] })
  children.push(child)
  const lines: string[] = []
  let torn = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const all = (torn + chunk).split('\n')
    torn = all.pop() ?? ''
    lines.push(...all)
  })
  return { child, lines }
}
const said = (lines: readonly string[], what: RegExp): Promise<void> =>
  expect.poll(() => lines.some((line) => what.test(line)), { timeout: 60_000, interval: 20 }).toBe(true)

/** Devices in the bridge of which no guard or no class of groups is in force. */
async function unfiltered(): Promise<readonly string[]> {
  const links = JSON.parse(await inHost('ip', '-j', 'link', 'show', 'master', bridgeName(NETWORK))) as {
    ifname: string
  }[]
  const sets = await Promise.all(
    [
      ['set', 'ports'],
      ['set', 'filtered'],
      ['map', 'classes'],
    ].map(([what = '', name = '']) => inHost('nft', 'list', what, 'bridge', TABLE, name)),
  )
  return links.map(({ ifname }) => ifname).filter((device) => !sets.every((text) => text.includes(`"${device}"`)))
}

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

it('an agent that is killed again and again while it applies changes leaves no port open, no rule behind and no packet lost', async () => {
  let step = 0
  const first = started(host, process.execPath, AGENT, '0', '0')
  await said(first.lines, /^wrong \[\]$/)
  first.child.kill('SIGKILL')
  const receiver = started(two, 'python3', '-uc', RECEIVE)
  await said(receiver.lines, /ready/)
  const flag = `/tmp/${prefix}`
  const sender = started(one, 'python3', '-uc', SEND(flag))
  const delays: number[] = []
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, lines } = started(host, process.execPath, AGENT, String(step), '1000000')
    const steps = randomInt(1, 8)
    await expect.poll(() => lines.length, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(steps)
    delays.push(randomInt(1, 150))
    await delay(delays.at(-1))
    child.kill('SIGKILL')
    await once(child, 'close')
    // What it had begun may or may not have come into force.
    step = Number(lines.at(-1)) + 1
    expect(await unfiltered(), `killed after ${delays.join(', ')} ms`).toEqual([])
  }
  const last = started(host, process.execPath, AGENT, String(step), String(step))
  await said(last.lines, /^wrong \[\]$/)
  await inHost('touch', flag)
  await said(sender.lines, /sent/)
  await said(receiver.lines, /got/)
  await inHost('rm', flag)
  const sent = Number(/sent (\d+)/.exec(sender.lines.join(' '))?.[1])
  console.log(
    `killed ${String(KILLS)} times within ${String(step)} steps (ms: ${delays.join(', ')}); sent ${String(sent)}, ${receiver.lines.at(-1) ?? ''}`,
  )
  expect(receiver.lines.at(-1)).toBe(`got ${String(sent)} 0`)
  // Neither more nor less than a host on which nothing was ever killed.
  const tables = async (): Promise<readonly string[]> =>
    (await inHost('nft', '-n', '-s', 'list', 'ruleset'))
      .split('\n')
      .map((line) => line.trim().split(/, /).sort().join(', '))
      .sort()
  last.child.kill('SIGKILL')
  await once(last.child, 'close')
  // Ends of cut connections are kept out for a while.
  for (const set of ['ingress', 'egress'].flatMap((way) => [way, `${way}4`, `${way}6`]))
    await inHost('nft', 'flush', 'set', 'inet', TABLE, `cut-${set}`)
  const after = await tables()
  await inHost('nft', 'flush', 'ruleset')
  const fresh = started(host, process.execPath, AGENT, String(step), String(step))
  await said(fresh.lines, /^wrong \[\]$/)
  expect(after).toEqual(await tables())
}, 300_000)
