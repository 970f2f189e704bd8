import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from '@netloom/agent-runtime'
import { type FeedItem, silentLogger } from '@netloom/core'
import { securityGroupTopic } from '@netloom/core/firewall'
import { hostTopic, networkTopic, type PortItem, portKey, type Topic } from '@netloom/core/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openvswitchFirewall, openvswitchRenderer } from '../../src/agent/index.ts'
import { tapName } from '../../src/agent/render/render-attachment.ts'
import { canRun, SwitchHost, until } from '../switch-host.ts'
import { filteredPort, GROUP, NETWORK, OTHER_GROUP, ruleItem } from './filter-lab.ts'

const [OPEN, CLOSED] = [2_000, 3_000]
const [server, client] = [filteredPort(5, [GROUP]), filteredPort(6, [OTHER_GROUP])]
/** Two without groups: what they miss is what the switch's restart costs anybody. */
const free = [filteredPort(7, undefined), filteredPort(8, undefined)] as const
const ipOf = ({ fixedIps }: PortItem): string => fixedIps[0]?.ipAddress ?? ''

/** Prints `<port> <time>` when a packet comes after more than 200 ms of none, and each second how many came. */
const LISTEN = `
import socket, select, time
socks = {}
for port in (${String(OPEN)}, ${String(CLOSED)}):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", port)); socks[s] = port
print("ready", flush=True); last = {}
while True:
    for s in select.select(list(socks), [], [])[0]:
        s.recv(9); now = time.time(); port = socks[s]
        if now - last.get(port, 0) > 0.2: print(port, last.get(port, 0), now, flush=True)
        last[port] = now`
const SEND = (to: PortItem): string => `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); print("ready", flush=True)
while True:
    for port in (${String(OPEN)}, ${String(CLOSED)}): s.sendto(b"x", ("${ipOf(to)}", port))
    time.sleep(0.005)`
const ECHO = `
import socket
s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("", 80)); s.listen(9)
print("ready", flush=True); c, _ = s.accept()
while (got := c.recv(9)): c.send(got)`
/** One session for as long as the test lasts. */
const SESSION = `
import socket, time
c = socket.create_connection(("${ipOf(server)}", 80), 5); c.settimeout(15); print("connected", flush=True)
while True: c.send(b"x"); c.recv(1); print(time.time(), flush=True); time.sleep(0.05)`

describe.skipIf(!canRun)('ports with groups on a switch whose daemon is restarted', () => {
  let lab: SwitchHost
  let agent: Agent
  const children: ChildProcess[] = []

  async function run(port: PortItem, program: string): Promise<{ readonly lines: string[] }> {
    const netns = `${lab.netns}-${tapName(port.id)}`
    const child = spawn('ip', ['netns', 'exec', netns, 'python3', '-uc', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const lines: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')))
    await once(child.stdout, 'data')
    return { lines }
  }
  const snapshot = async (topic: Topic, items: readonly FeedItem[]): Promise<void> => {
    agent.receive({ type: 'snapshot', topic, cursor: { epoch: 'e', rev: 1 }, items })
    await agent.idle()
  }

  beforeAll(async () => {
    lab = await SwitchHost.create()
    const ports = [server, client, ...free]
    for (const port of ports) {
      const guest = await lab.guest(tapName(port.id), port.macAddress, `${ipOf(port)}/24`)
      guest('ethtool', '-K', 'eth0', 'tx', 'off')
    }
    const renderer = openvswitchRenderer({ datapathType: 'netdev' })
    const { host } = lab.open()
    agent = new Agent({ host, renderer, firewall: openvswitchFirewall(), auditInterval: 0, logger: silentLogger })
    await agent.start()
    await snapshot(
      hostTopic('h'),
      ports.map((port) => ({ key: portKey(port.id), revision: 1, body: port })),
    )
    await snapshot(networkTopic(NETWORK.id), [{ key: 'network', revision: 1, body: NETWORK }])
    await snapshot(securityGroupTopic(GROUP), [
      ruleItem(1, { direction: 'ingress', protocol: 17, portMin: OPEN, portMax: OPEN }),
      ruleItem(2, { direction: 'ingress', protocol: 6, portMin: 80, portMax: 80 }),
    ])
    await snapshot(securityGroupTopic(OTHER_GROUP), [ruleItem(11, { direction: 'egress' })])
  }, 60_000)
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await agent.stop()
    await lab.close()
  })

  it('miss no more than ports without groups do; sessions go on, and nothing denied comes in', async () => {
    const filtered = await run(server, LISTEN)
    const unfiltered = await run(free[1], LISTEN)
    await run(client, SEND(server))
    await run(free[0], SEND(free[1]))
    await run(server, ECHO)
    const session = await run(client, SESSION)
    const hears = (lines: readonly string[], port: number): readonly (readonly number[])[] =>
      lines.filter((line) => line.startsWith(`${String(port)} `)).map((line) => line.split(' ').map(Number))
    await until('traffic', () => (hears(filtered.lines, OPEN).length > 0 && session.lines.length > 5) || undefined)
    const flows = (): readonly string[] => lab.ofctl('dump-flows br-int --no-stats').split('\n').sort()
    const before = flows()

    const killed = Date.now() / 1_000
    await lab.kill('ovs-vswitchd')
    await lab.start('ovs-vswitchd')
    const back = (lines: readonly string[]): readonly number[] | undefined =>
      hears(lines, OPEN).find(([, , at = 0]) => at > killed + 0.1)
    const gap = (lines: readonly string[]): Promise<number> =>
      expect
        .poll(() => back(lines), { timeout: 15_000, interval: 50 })
        .toBeDefined()
        .then(() => {
          const [, last = 0, at = 0] = back(lines) ?? []
          return at - last
        })
    const [own, others] = [await gap(filtered.lines), await gap(unfiltered.lines)]
    const goesOn = (): boolean => Number(session.lines.at(-1)) > killed + own + 0.5
    await expect.poll(goesOn, { timeout: 15_000, interval: 100 }).toBe(true)
    await agent.idle()
    console.log(
      `missed with groups: ${(own * 1_000).toFixed(0)} ms, without: ${(others * 1_000).toFixed(0)} ms; the session went on`,
    )
    expect(own - others).toBeLessThan(1)
    // The first is of the guest without groups alone: it gets what it is sent.
    expect(hears(unfiltered.lines, CLOSED).length).toBeGreaterThan(0)
    expect(hears(filtered.lines, CLOSED)).toEqual([])
    expect(flows()).toEqual(before)
    expect(agent.plan().steps).toEqual([])
  }, 120_000)
})
