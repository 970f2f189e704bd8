import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import { runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LabGroups } from './lab-groups.ts'

const [CLIENTS, SERVERS] = [randomUUID(), randomUUID()]
const rule = (change: Partial<SecurityRuleItem>): SecurityRuleItem => ({
  ...{ id: randomUUID(), direction: 'ingress', ethertype: 'IPv4', protocol: null, portMin: null, portMax: null },
  ...{ remotePrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
  ...change,
})
const out = rule({ direction: 'egress' })
const ping = rule({ protocol: 1 })
const web = rule({ protocol: 6, portMin: 80, portMax: 80 })

/** Answers each byte, on two ports. */
const ECHO = `
import socket, threading
def serve(port):
    s = socket.socket(); s.setsockopt(1, 2, 1); s.bind(("", port)); s.listen(9)
    while True:
        c, _ = s.accept(); threading.Thread(target=talk, args=(c,), daemon=True).start()
def talk(c):
    try:
        while (got := c.recv(100)): c.send(got)
    except OSError: pass
for port in (80, 81): threading.Thread(target=serve, args=(port,)).start()
print("ready")`
const CONNECT = (port: number): string => `
import socket
try:
    s = socket.create_connection(("10.100.0.2", ${String(port)}), 1); s.send(b"x"); print(s.recv(1).decode())
except OSError: print("no")`
/** Seconds for which each byte of one connection was answered, and how long it was watched. */
const SESSION = `
import socket, time
s = socket.create_connection(("10.100.0.2", 80), 2); s.settimeout(0.7)
print("connected", flush=True); last = time.time()
try:
    while True: s.send(b"x"); s.recv(1); last = time.time(); time.sleep(0.01)
except OSError: print(last)`

/** Counts what comes to an allowed and to a denied port, until it is told that this was all. */
const RECEIVE = `
import socket, select
ports = [5000, 5001]; socks = []
for port in ports:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(1, 33, 1 << 26); s.setblocking(False)
    s.bind(("", port)); socks.append(s)
print("ready", flush=True); got = [0, 0]; over = False
while not over:
    for s in select.select(socks, [], [])[0]:
        try:
            while True:
                if s.recv(9) == b"end": over = True
                else: got[socks.index(s)] += 1
        except BlockingIOError: pass
print(got[0], got[1], flush=True)`
/** Sends 1,000 packets a second to each port, as the clock says: what sleeping has made late is made up for. */
const SEND = (flag: string): string => `
import socket, time, os
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); sent = 0
print("ready", flush=True); began = time.monotonic()
while not os.path.exists("${flag}"):
    due = int((time.monotonic() - began) * 1000)
    while sent < due:
        for port in (5000, 5001): s.sendto(b"x", ("10.100.0.2", port))
        sent += 1
    time.sleep(0.0005)
took = time.monotonic() - began
time.sleep(0.5); s.sendto(b"end", ("10.100.0.2", 5000)); print(sent, took, flush=True)`

let cloud: LabGroups
beforeAll(async () => {
  cloud = await LabGroups.open((n) => (n === 1 ? CLIENTS : SERVERS))
  await cloud.rules(CLIENTS, [out])
  await cloud.rules(SERVERS, [out])
  await cloud.serve(2, ECHO)
}, 60_000)
afterAll(() => cloud.close())
const connects = async (port: number): Promise<boolean> => (await cloud.python(1, CONNECT(port))).trim() === 'x'

describe('ports with security groups on two hosts', () => {
  it('get nothing that no rule allows, and what a rule allows from the moment it is there', async () => {
    expect(await cloud.pings(1, 2)).toBe(false)
    expect(await connects(80)).toBe(false)
    await cloud.rules(SERVERS, [out, ping, web])
    expect(await cloud.pings(1, 2)).toBe(true)
    expect(await connects(80)).toBe(true)
    expect(await connects(81)).toBe(false)
    // The answers of what it asked itself come in all the same.
    expect(await cloud.pings(2, 1)).toBe(false)
    await cloud.rules(SERVERS, [out])
    expect(await cloud.pings(1, 2)).toBe(false)
  })

  it('get what members of a remote group send, as long as they are members', async () => {
    await cloud.rules(SERVERS, [out, rule({ protocol: 1, remoteGroupId: CLIENTS })])
    expect(await cloud.pings(1, 2)).toBe(false)
    await cloud.members(CLIENTS, [1])
    expect(await cloud.pings(1, 2)).toBe(true)
    await cloud.members(CLIENTS, [])
    expect(await cloud.pings(1, 2)).toBe(false)
  })

  it.each([
    ['by which it came in', SERVERS, [out]],
    ['by which it went out', CLIENTS, []],
  ] as const)('lose a live connection within a second when the rule %s goes', async (_, group, without) => {
    await cloud.rules(SERVERS, [out, web])
    await cloud.rules(CLIENTS, [out])
    const session = await cloud.serve(1, SESSION)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const denied = Date.now() / 1_000
    await cloud.rules(group, without)
    const [last] = (await once(session.stdout!, 'data')) as readonly unknown[]
    const took = Number(String(last)) - denied
    console.log(`a denied connection was cut after ${(took * 1_000).toFixed(0)} ms`)
    expect(took).toBeLessThan(1)
    await cloud.rules(CLIENTS, [out])
  })

  it('stay filtered when somebody switches the sysctls or the attributes of the bridge off', async () => {
    await cloud.rules(SERVERS, [out])
    const off = ['iptables', 'ip6tables'].map((name) => `net.bridge.bridge-nf-call-${name}=0`)
    await runInNamespace(cloud.host(2), ['sysctl', '-qw', ...off])
    expect(await cloud.pings(1, 2)).toBe(false)
    const bridge = 'brq7c9be1cf-72'
    await runInNamespace(cloud.host(2), ['ip', 'link', 'set', bridge, 'type', 'bridge', 'nf_call_iptables', '0'])
    await cloud.agents[1]!.audit()
    expect(await runInNamespace(cloud.host(2), ['ip', '-d', 'link', 'show', bridge])).toContain('nf_call_iptables 1')
    expect(await cloud.pings(1, 2)).toBe(false)
  })

  it('are filtered again within a second when somebody flushes all rules, and it is told', async () => {
    const found: number[] = []
    const stop = cloud.agents[1]!.parts.audits.onDrift(({ drift }) => found.push(drift.missing.length))
    await runInNamespace(cloud.host(2), ['nft', 'flush', 'ruleset'])
    const began = performance.now()
    const tables = (): Promise<string> => runInNamespace(cloud.host(2), ['nft', 'list', 'tables'])
    await expect.poll(tables, { timeout: 3_000, interval: 20 }).toContain('inet netloom.')
    console.log(`flushed rules were there again after ${(performance.now() - began).toFixed(0)} ms`)
    await cloud.agents[1]!.idle()
    stop()
    expect(found.some((missing) => missing > 0)).toBe(true)
    expect(await cloud.pings(1, 2)).toBe(false)
  })

  it('lose nothing allowed and get nothing denied while rules change a thousand times under 1,000 packets a second of each', async () => {
    const changes = Number(process.env['NETLOOM_RULE_CHANGES'] ?? 1_000)
    const allowed = rule({ protocol: 17, portMin: 5000, portMax: 5000 })
    await cloud.rules(SERVERS, [out, allowed])
    const receiver = await cloud.serve(2, RECEIVE)
    const flag = `/tmp/netloom-flood-${cloud.vm(1)}`
    const sender = await cloud.serve(1, SEND(flag))
    const began = performance.now()
    for (let n = 0; n < changes; n += 1)
      await cloud.rules(SERVERS, n % 2 === 0 ? [out, allowed, web, ping] : [out, allowed])
    const took = performance.now() - began
    await runInNamespace(cloud.vm(1), ['touch', flag])
    const said = async (child: typeof sender): Promise<readonly number[]> => {
      const [chunk] = (await once(child.stdout!, 'data')) as readonly unknown[]
      return String(chunk).trim().split(' ').map(Number)
    }
    const [[sent = 0, seconds = 0], got] = await Promise.all([said(sender), said(receiver)])
    await runInNamespace(cloud.vm(1), ['rm', flag])
    const rate = sent / seconds
    console.log(
      `${String(changes)} changes, ${(took / changes).toFixed(1)} ms each: sent ${String(sent)} at ${rate.toFixed(0)} Hz, got ${got.join(' ')}`,
    )
    expect(got).toEqual([sent, 0])
    expect(rate).toBeGreaterThan(900)
  }, 600_000)
})
