import { FrameLine, about, arp, ethernet, icmpv6 } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArpResponder } from '../src/agent/index.ts'
import { LabNetwork, VMS } from './lab-network.ts'
import { converse } from './longest-silence.ts'
import { network } from './view.ts'

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn('skipped: network namespaces need root')

const FIXED = network({ addressesFixed: true })
const OPEN = network({ addressesFixed: false })
const [HERE = '', THERE = ''] = VMS.map(({ mac }) => mac)
const ALL_NODES = '33:33:00:00:00:01'
const solicited = (target: string): string => `33:33:ff:${target.slice(9)}`
const linkLocal = (n: number): string => `fe80::f816:3eff:fe00:${String(n)}`

/** Frames as VM 1 sends them: each must be answered truly, or reach both other VMs. */
const FRAMES: readonly (readonly [what: string, frame: Buffer])[] = [
  ['who has a known address', arp({ from: HERE, spa: '10.100.0.1', tpa: '10.100.0.2' })],
  ['a probe for a known address', arp({ from: HERE, spa: '0.0.0.0', tpa: '10.100.0.2' })],
  ['a probe for an unknown address', arp({ from: HERE, spa: '0.0.0.0', tpa: '10.100.0.77' })],
  ['an announcement as request', arp({ from: HERE, spa: '10.100.0.1', tpa: '10.100.0.1' })],
  ['an announcement as reply', arp({ from: HERE, spa: '10.100.0.1', tpa: '10.100.0.1', op: 2 })],
  ['an announcement of an address from elsewhere', arp({ from: HERE, spa: '10.100.0.2', tpa: '10.100.0.2' })],
  ['a solicitation for a link-local address', neighbour(135, linkLocal(1), linkLocal(2), solicited(THERE))],
  ['duplicate address detection', neighbour(135, '::', linkLocal(2), solicited(THERE))],
  ['an unsolicited advertisement', neighbour(136, linkLocal(1), linkLocal(1), ALL_NODES)],
]

function neighbour(type: 135 | 136, from: string, target: string, to: string): Buffer {
  const group = to === ALL_NODES ? 'ff02::1' : `ff02::1:ff00:${target.slice(-1)}`
  return ethernet(HERE, to, 0x86dd, icmpv6(from, group, type, about(target)))
}

/** `true answer`, `reaches 2, 3`, … */
async function fateOf(frame: Buffer, marker: number, lines: readonly FrameLine[]): Promise<string> {
  const [own, ...others] = lines
  const before = own?.heard.length ?? 0
  own?.send(frame)
  const mark = ethernet(HERE, 'ff:ff:ff:ff:ff:ff', 0x88b5, Buffer.from([marker]))
  own?.send(mark)
  for (const other of others) await other.until(mark.subarray(0, 15).toString('hex'))
  const sent = frame.subarray(0, 42).toString('hex')
  const reached = others.flatMap(({ heard }, index) => (heard.some((one) => one.startsWith(sent)) ? [index + 2] : []))
  if (reached.length === 2) return 'reaches all'
  const answer = own?.heard.slice(before).find((one) => one.slice(24, 28) === '0806' && one.slice(40, 44) === '0002')
  if (answer === undefined) return reached.length === 0 ? 'is swallowed' : `reaches ${String(reached)} only`
  return answer.slice(44, 56) === THERE.replaceAll(':', '') ? 'is answered truly' : 'is answered falsely'
}

describe.runIf(isRoot).each([
  ['all addresses fixed', FIXED],
  ['a port that is open', OPEN],
] as const)('responder auto, %s', (_what, item) => {
  let cloud: LabNetwork
  beforeAll(async () => {
    cloud = await LabNetwork.open(['auto', 'auto', 'auto'], item)
  })
  afterAll(() => cloud.close())

  // First: what it asks for in duplicate address detection, nobody else may ask for meanwhile.
  it('resolves link-local addresses of an IPv4 network', async () => {
    const ping = (): Promise<string> => cloud.inVm(1, 'ping', '-c', '1', '-W', '1', `${linkLocal(2)}%eth0`)
    await expect.poll(() => ping().catch(String), { timeout: 8_000 }).toContain(' 1 received')
  })

  it('answers each ARP and ND frame truly, or lets it reach every member', async () => {
    const lines = await Promise.all([1, 2, 3].map((n) => FrameLine.open(cloud.lab.netns(cloud.vm(n)))))
    const fates: Record<string, string> = {}
    for (const [index, [what, frame]] of FRAMES.entries()) fates[what] = await fateOf(frame, index, lines)
    for (const line of lines) line.close()
    const answered = { 'who has a known address': 'is answered truly' }
    const all = Object.fromEntries(FRAMES.map(([what]) => [what, 'reaches all']))
    // The announcement of somebody else's address cannot be sent where every port is guarded, and is answered with the truth.
    const theirs = { 'an announcement of an address from elsewhere': 'reaches all' }
    expect(fates).toEqual({ ...all, ...(item === FIXED ? { ...answered, ...theirs } : {}) })
  })

  it('has a duplicate address noticed', async () => {
    await cloud.inVm(2, 'ip', 'addr', 'add', '2001:db8::5/64', 'dev', 'eth0', 'nodad')
    await cloud.inVm(1, 'ip', 'addr', 'add', '2001:db8::5/64', 'dev', 'eth0')
    await expect
      .poll(() => cloud.inVm(1, 'ip', '-6', 'addr', 'show', 'dev', 'eth0'), { timeout: 3_000 })
      .toContain('dadfailed')
  })
})

describe.runIf(isRoot)('responder auto, a network that changes over', () => {
  let cloud: LabNetwork
  beforeAll(async () => {
    cloud = await LabNetwork.open(['auto', 'auto', 'auto'], FIXED)
  })
  afterAll(() => cloud.close())

  it('touches nothing but what goes past the proxy, and loses no traffic', async () => {
    const netns = (n: number): string => cloud.lab.netns(cloud.vm(n))
    const conversation = await converse(netns(1), netns(2), '10.100.0.2')
    const pings = cloud.inVm(1, 'ping', '-q', '-c', '400', '-i', '0.002', '-W', '1', '10.100.0.3')
    for (const item of [OPEN, FIXED, OPEN]) expect(await cloud.become(item)).toEqual(['proxy-bypass vxlan-100'])
    expect(await pings).toContain(' 400 received')
    expect(await conversation.stop()).toMatchObject({ lost: 0 })
  })

  it('reaches an unknown address, and reaches it again within a second of its move', async () => {
    const ping = (): Promise<string> => cloud.inVm(1, 'ping', '-c', '1', '-W', '1', '10.100.0.77')
    await cloud.inVm(2, 'ip', 'addr', 'add', '10.100.0.77/24', 'dev', 'eth0')
    expect(await ping()).toContain(' 1 received')
    await cloud.inVm(2, 'ip', 'addr', 'del', '10.100.0.77/24', 'dev', 'eth0')
    await cloud.inVm(3, 'ip', 'addr', 'add', '10.100.0.77/24', 'dev', 'eth0')
    const line = await FrameLine.open(cloud.lab.netns(cloud.vm(3)))
    line.send(arp({ from: VMS[2]?.mac ?? '', spa: '10.100.0.77', tpa: '10.100.0.77' }))
    expect(await ping()).toContain(' 1 received')
    line.close()
  })
})

describe.runIf(isRoot)('hosts of one network with different responders', () => {
  it.each([['off'], ['proxy'], ['suppress']] as const)(
    'reach one that is auto from one that is %s',
    async (other: ArpResponder) => {
      const cloud = await LabNetwork.open(['auto', other, 'auto'], FIXED)
      try {
        expect(await cloud.inVm(2, 'ping', '-c', '1', '-W', '1', '10.100.0.1')).toContain(' 1 received')
        expect(await cloud.inVm(1, 'ping', '-c', '1', '-W', '1', '10.100.0.2')).toContain(' 1 received')
      } finally {
        await cloud.close()
      }
    },
  )
})
