import { FrameInjector, arp, neighbourFates, neighbourFrames } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SwitchFleet, vmOf } from './switch-fleet.ts'
import { canRun } from './switch-host.ts'

const FIXED = { addressesFixed: true }
const OPEN = { addressesFixed: false }
const v4 = (n: number): string => `192.0.2.${String(n)}`
const FRAMES = neighbourFrames(vmOf(1), vmOf(2))

/** What need not reach every member, for it is answered truly. Who has no such address cannot announce it: ports are guarded. */
const ANSWERED = {
  'ARP for a known address': 'is answered truly',
  'a probe for a known address': 'is answered truly',
  'an announcement of a known address, as request': 'is answered truly',
}

describe.skipIf(!canRun).each([
  ['on', 'all addresses fixed', true, FIXED, ANSWERED],
  ['on', 'a port that is open', true, OPEN, {}],
  ['off', 'all addresses fixed', false, FIXED, {}],
] as const)('ARP responder %s, %s', (_mode, _what, arpResponder, item, answered) => {
  let fleet: SwitchFleet
  let lines: readonly FrameInjector[]
  beforeAll(async () => {
    fleet = await SwitchFleet.create(4, v4)
    await fleet.build({ networkType: 'vxlan' }, { l2Population: true, arpResponder }, item)
    lines = await Promise.all([1, 2, 3].map((n) => FrameInjector.open(fleet.guest(n))))
  })
  afterAll(async () => {
    for (const line of lines) line.close()
    await fleet.close()
  })

  it('answers each ARP and ND frame truly, or lets it reach every member once', async () => {
    const all = Object.fromEntries(FRAMES.map(({ what }) => [what, 'reaches all']))
    expect(await neighbourFates(vmOf(1), FRAMES, lines)).toEqual({ ...all, ...answered })
  })

  it.runIf(item === OPEN)('reaches an unknown address, and again within a second of its move', () => {
    const [ping, first, second] = [1, 2, 3].map((n) => fleet.vms.get(n)!)
    const address = '10.100.0.78'
    const asks = (): string => ping!('ping', '-c', '1', '-W', '1', address)
    first!('ip', 'addr', 'add', `${address}/24`, 'dev', 'eth0')
    expect(asks()).toContain(' 1 received')
    first!('ip', 'addr', 'del', `${address}/24`, 'dev', 'eth0')
    second!('ip', 'addr', 'add', `${address}/24`, 'dev', 'eth0')
    lines[2]?.send(arp({ from: vmOf(3).mac, spa: address, tpa: address }))
    expect(asks()).toContain(' 1 received')
  })
})
