import { describeChecks, switchRendererHostChecks } from '@netloom/testing/conformance'
import { decodeVxlan, startCapture, type CapturedFrame } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openvswitchRenderer, type OpenvswitchRendererOptions } from '../src/agent/index.ts'
import { SwitchFleet, TYPES, vmOf } from './switch-fleet.ts'
import { SwitchHost, canRun } from './switch-host.ts'
import type { Shape } from './view.ts'

const v4 = (n: number): string => `192.0.2.${String(n)}`
const v6 = (n: number): string => `2001:db8::${String(n)}`
const POPULATED = { l2Population: true, arpResponder: true } as const

describe.skipIf(!canRun)('on a real switch', () => {
  let lab: SwitchHost | undefined
  const mine = { localIp: '192.0.2.1', tunnelTypes: TYPES, datapathType: 'netdev' } as const
  const provider = { bridgeMappings: { physnet1: 'br-ex' }, datapathType: 'netdev' } as const
  for (const [networkType, options] of [
    ['vxlan', { ...mine, ...POPULATED }],
    ['geneve', mine],
    ['vlan', provider],
    ['flat', provider],
  ] as const) {
    describeChecks(`openvswitch, ${networkType}, keeps the SwitchRenderer contract`, switchRendererHostChecks, {
      open: async () => {
        const opened = await SwitchHost.create()
        lab = opened
        opened.vsctl('add-br br-ex -- set Bridge br-ex datapath_type=netdev')
        return {
          renderer: openvswitchRenderer(options),
          host: opened.open().host,
          plug: (device) => {
            opened.tap(device)
          },
          networkType,
          ...('bridgeMappings' in options ? { physicalNetwork: 'physnet1' } : { ownVtep: options.localIp }),
        }
      },
      close: async () => lab?.close(),
    })
  }
})

/** ARP requests for `ip` inside VXLAN, as hosts sent them: `192.0.2.1 → 192.0.2.2`. */
const requestsFor = (frames: readonly CapturedFrame[], ip: string): readonly string[] =>
  frames.flatMap(({ direction, payload }) => {
    const frame = direction === 'in' ? decodeVxlan(payload) : undefined
    const arp = frame?.inner.payload.type === 'arp' ? frame.inner.payload.arp : undefined
    if (frame === undefined || arp?.operation !== 'request' || arp.targetIp !== ip) return []
    return [`${frame.sourceVtep} → ${frame.destinationVtep}`]
  })

const UNKNOWN_IP = '10.100.0.99'

describe.skipIf(!canRun).each([
  ['on', POPULATED],
  ['off', { l2Population: true }],
])('three hosts and one without the network, ARP responder %s', (_name, options: OpenvswitchRendererOptions) => {
  let fleet: SwitchFleet
  beforeAll(async () => {
    fleet = await SwitchFleet.create(4, v4)
    await fleet.build({ networkType: 'vxlan' }, options)
  })
  afterAll(() => fleet.close())

  it('asks other hosts of the network for what nobody here can answer, each once, and no other host', async () => {
    const run = fleet.vms.get(1)!
    run('sysctl', '-qw', 'net.ipv4.neigh.eth0.mcast_solicit=1')
    const capture = await startCapture(fleet.wire)
    run('ip', 'neigh', 'flush', 'dev', 'eth0')
    run('ping', '-c', '1', '-W', '2', vmOf(2).ip)
    // Nobody has this one. It comes last: once it is captured everywhere, so is all that came before.
    expect(() => run('ping', '-c', '1', '-W', '1', UNKNOWN_IP)).toThrow()
    for (const n of [2, 3])
      await capture.until((frame) => requestsFor([frame], UNKNOWN_IP).includes(`${v4(1)} → ${v4(n)}`))
    const frames = await capture.stop()
    const toMembers = [`${v4(1)} → ${v4(2)}`, `${v4(1)} → ${v4(3)}`]
    expect([...requestsFor(frames, UNKNOWN_IP)].sort()).toEqual(toMembers)
    expect([...requestsFor(frames, vmOf(2).ip)].sort()).toEqual(options.arpResponder === true ? [] : toMembers)
  })

  it('has neighbours of IPv6 found by asking the hosts of the network', () => {
    const run = fleet.vms.get(1)!
    run('ip', '-6', 'neigh', 'flush', 'dev', 'eth0')
    expect(run('ping', '-6', '-c', '1', '-W', '2', vmOf(3).ip6)).toContain('1 received')
  })

  it('has no tunnel on the host without the network, and none to it', () => {
    expect(fleet.switches.get(4)!.vsctl('list-ports br-tun')).toBe('patch-int')
    expect(fleet.switches.get(1)!.vsctl('list-ports br-tun').split('\n').sort()).toEqual([
      'patch-int',
      'vxlan-c0000202',
      'vxlan-c0000203',
    ])
  })
})

const ways: readonly (readonly [string, Shape, OpenvswitchRendererOptions, (n: number) => string])[] = [
  ...TYPES.map((networkType) => [`${networkType}, learning`, { networkType }, {}, v4] as const),
  ...TYPES.map((networkType) => [`${networkType} over IPv6`, { networkType }, POPULATED, v6] as const),
  ['vlan', { networkType: 'vlan', physicalNetwork: 'p' }, { bridgeMappings: { p: 'br-phy' } }, v4],
  ['flat', { networkType: 'flat', physicalNetwork: 'p' }, { bridgeMappings: { p: 'br-phy' } }, v4],
]

describe.skipIf(!canRun).each(ways)('three hosts, %s', (_name, shape, options, vtep) => {
  let fleet: SwitchFleet
  beforeAll(async () => {
    fleet = await SwitchFleet.create(4, vtep)
    await fleet.build(shape, options)
  })
  afterAll(() => fleet.close())

  it('carries what is asked and answered, each packet once', () => {
    // A loop, or a second way, would show as duplicates.
    const text = fleet.vms.get(1)!('ping', '-c', '5', '-i', '0.05', '-W', '2', vmOf(2).ip)
    expect(text).toContain('5 received')
    expect(text).not.toContain('DUP')
    expect(text).not.toContain('duplicates')
    expect(fleet.reaches(2, 3)).toBe(true)
  })

  it.runIf(options.l2Population !== true && vtep === v4 && TYPES.some((type) => type === shape.networkType))(
    'remembers behind which host a sender is',
    () => {
      const learned = fleet.flows(1, 'br-tun', 20).filter((line) => line.includes(`dl_dst=${vmOf(2).mac}`))
      expect(learned).toHaveLength(1)
      expect(learned[0]).toContain('hard_timeout=300')
    },
  )
})
