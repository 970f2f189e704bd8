import { FrameInjector, about, arp, ethernet, icmpv6, neighbourFates, neighbourFrames } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArpResponder } from '../src/agent/index.ts'
import { LabNetwork, VMS } from './lab-network.ts'
import { converse } from './max-gap.ts'
import { network } from './view.ts'

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn('skipped: network namespaces need root')

const FIXED = network({ addressesFixed: true })
const OPEN = network({ addressesFixed: false })
const [HERE, THERE] = VMS
const FRAMES = HERE && THERE ? neighbourFrames(HERE, THERE) : []
const linkLocal = (n: number): string => `fe80::f816:3eff:fe00:${String(n)}`

/** What need not reach every member, for it is answered truly; on such a network nobody can have an unknown address. */
const PROXIED = { 'ARP for a known address': 'is answered truly', 'ARP for an unknown address': 'is held back' }
const SUPPRESSED = {
  'ARP for a known address': 'is answered truly',
  'a solicitation for a known address': 'is answered truly',
}

describe.runIf(isRoot).each([
  ['auto', 'all addresses fixed', FIXED, PROXIED],
  ['auto', 'a port that is open', OPEN, {}],
  ['proxy', 'all addresses fixed', FIXED, PROXIED],
  ['proxy', 'a port that is open', OPEN, {}],
  ['suppress', 'all addresses fixed', FIXED, SUPPRESSED],
  ['suppress', 'a port that is open', OPEN, {}],
  ['off', 'all addresses fixed', FIXED, {}],
] as const)('responder %s, %s', (responder, _what, item, answered) => {
  let cloud: LabNetwork
  beforeAll(async () => {
    cloud = await LabNetwork.open([responder, responder, responder], item)
  })
  afterAll(() => cloud.close())

  // First: what it asks for in duplicate address detection, nobody else may ask for meanwhile.
  it('resolves link-local addresses of an IPv4 network', async () => {
    const ping = (): Promise<string> => cloud.inVm(1, 'ping', '-c', '1', '-W', '1', `${linkLocal(2)}%eth0`)
    await expect.poll(() => ping().catch(String), { timeout: 8_000 }).toContain(' 1 received')
  })

  it('answers each ARP and ND frame truly, or lets it reach every member once', async () => {
    const lines = await Promise.all([1, 2, 3].map((n) => FrameInjector.open(cloud.lab.netns(cloud.vm(n)))))
    const fates = HERE && (await neighbourFates(HERE, FRAMES, lines))
    for (const line of lines) line.close()
    const all = Object.fromEntries(FRAMES.map(({ what }) => [what, 'reaches all']))
    expect(fates).toEqual({ ...all, ...answered })
  })

  it('has a duplicate address noticed', async () => {
    await cloud.inVm(2, 'ip', 'addr', 'add', '2001:db8::5/64', 'dev', 'eth0', 'nodad')
    await cloud.inVm(1, 'ip', 'addr', 'add', '2001:db8::5/64', 'dev', 'eth0')
    await expect
      .poll(() => cloud.inVm(1, 'ip', '-6', 'addr', 'show', 'dev', 'eth0'), { timeout: 3_000 })
      .toContain('dadfailed')
  })

  it.runIf(item === OPEN)('reaches an unknown address, and again within a second of its move', async () => {
    const ping = (address: string): Promise<string> => cloud.inVm(1, 'ping', '-c', '1', '-W', '1', address)
    for (const [address, prefix] of [
      ['10.100.0.78', 24],
      ['fd00:100::78', 64],
    ] as const) {
      const owned = `${address}/${String(prefix)}`
      await cloud.inVm(2, 'ip', 'addr', 'add', owned, 'dev', 'eth0', 'nodad')
      expect(await ping(address)).toContain(' 1 received')
      await cloud.inVm(2, 'ip', 'addr', 'del', owned, 'dev', 'eth0')
      await cloud.inVm(3, 'ip', 'addr', 'add', owned, 'dev', 'eth0', 'nodad')
      const line = await FrameInjector.open(cloud.lab.netns(cloud.vm(3)))
      line.send(VMS[2] ? announcement(VMS[2].mac, address) : Buffer.alloc(0))
      expect(await ping(address)).toContain(' 1 received')
      line.close()
    }
  })
})

/** By gratuitous ARP, or by an unsolicited advertisement with the override flag and the MAC (RFC 4861, 4.4). */
function announcement(mac: string, address: string): Buffer {
  if (!address.includes(':')) return arp({ from: mac, spa: address, tpa: address })
  const option = Buffer.from(`0201${mac.replaceAll(':', '')}`, 'hex')
  const rest = Buffer.concat([Buffer.from([0x20, 0, 0, 0]), about(address).subarray(4), option])
  return ethernet(mac, '33:33:00:00:00:01', 0x86dd, icmpv6(address, 'ff02::1', 136, rest))
}

describe.runIf(isRoot).each([
  ['auto', ['proxy-bypass vxlan-100']],
  ['suppress', ['vxlan vxlan-100', 'proxy-bypass flood-100']],
] as const)('responder %s, a network that changes over', (responder, steps) => {
  let cloud: LabNetwork
  beforeAll(async () => {
    cloud = await LabNetwork.open([responder, responder, responder], FIXED)
  })
  afterAll(() => cloud.close())

  it('touches nothing but what goes past the responder, and loses no traffic', async () => {
    const netns = (n: number): string => cloud.lab.netns(cloud.vm(n))
    const conversation = await converse(netns(1), netns(2), '10.100.0.2')
    const pings = cloud.inVm(1, 'ping', '-q', '-c', '400', '-i', '0.002', '-W', '1', '10.100.0.3')
    for (const item of [OPEN, FIXED, OPEN]) expect(await cloud.become(item)).toEqual(steps)
    expect(await pings).toContain(' 400 received')
    expect(await conversation.stop()).toMatchObject({ lost: 0 })
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

describe.runIf(isRoot)('hosts that lead nothing past their responder', () => {
  it.each([
    ['proxy', 9],
    ['suppress', 13],
    ['auto', 0],
  ] as const)('hold back with %s what it cannot answer: %i of these frames', async (responder, count) => {
    const cloud = await LabNetwork.open([responder, responder, responder], FIXED, false)
    try {
      const lines = await Promise.all([1, 2, 3].map((n) => FrameInjector.open(cloud.lab.netns(cloud.vm(n)))))
      const fates = HERE && (await neighbourFates(HERE, FRAMES, lines))
      for (const line of lines) line.close()
      const heldBack = Object.entries(fates ?? {}).filter(([, fate]) => fate === 'is held back')
      expect(heldBack).toHaveLength(count)
    } finally {
      await cloud.close()
    }
  })
})
