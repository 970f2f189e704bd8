import { silentLogger, systemClock } from '@netloom/core'
import { encodeActions } from '../src/agent/openflow/action-codec.ts'
import type { FlowMod } from '../src/agent/openflow/flow-mod.ts'
import { encodeFields } from '../src/agent/openflow/match-codec.ts'
import { OpenFlowBridge } from '../src/agent/openflow/open-flow-bridge.ts'
import type { ResolvedAction, ResolvedMatch } from '../src/agent/openflow/resolved-flow.ts'

export const COOKIE = 0x6e6c_0000_0000_0001n
export const ALL_OURS = { cookie: 0x6e6c_0000_0000_0000n, mask: 0xffff_0000_0000_0000n }

export const bridgeAt = (path: string, name = 'br'): OpenFlowBridge =>
  new OpenFlowBridge({ name, path, logger: silentLogger, clock: systemClock })

export interface TestFlow {
  readonly table: number
  readonly priority: number
  readonly cookie?: bigint
  readonly match: ResolvedMatch
  readonly actions: readonly ResolvedAction[]
}

export const addOf = ({ table, priority, cookie = COOKIE, match, actions }: TestFlow): FlowMod => ({
  command: 'add',
  table,
  priority,
  cookie,
  fields: encodeFields(match),
  actions: encodeActions(actions),
})

/** Flows to many MACs, as table 20 of a tunnel bridge has them. */
export const unicastFlows = (count: number): readonly TestFlow[] =>
  Array.from({ length: count }, (_, number) => ({
    table: 20,
    priority: 2,
    match: { vlan: 5, ethDst: `fa:16:3e:${number.toString(16).padStart(6, '0').match(/../g)?.join(':') ?? ''}` },
    actions: [
      { type: 'strip-vlan' },
      { type: 'set-field', field: 'tunnel_id', value: 101 },
      { type: 'output', port: 7 },
    ],
  }))

/** Random flows, the same for the same seed, of everything that we can say. */
export function randomFlows(seed: number, count: number): readonly TestFlow[] {
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const one = <T>(...choices: readonly T[]): T => choices[next(choices.length)]!
  const some = <T extends object>(value: T): T | object => (next(2) === 0 ? value : {})
  const mac = (): string => `fa:16:3e:${one('00', '7f')}:${one('01', 'fe')}:${one('0a', '99')}`
  const v4 = (): string => `10.${String(next(256))}.${String(next(256))}.${String(next(256))}`
  const v6 = (): string => `2001:db8::${next(65_536).toString(16)}`
  const layers = (): ResolvedMatch =>
    one<() => ResolvedMatch>(
      () => ({}),
      () => ({
        ethType: 0x0806,
        ...some({ arpOp: 1 + next(2) }),
        ...some({ arpSpa: `${v4()}/${String(8 + next(25))}` }),
        ...some({ arpTpa: v4() }),
      }),
      () => ({
        ethType: 0x0800,
        ...some({ ipv4Src: v4() }),
        ...some({ ipv4Dst: `${v4()}/24` }),
        ...some({ ipProto: one(6, 17, 132), portSrc: next(65_536), portDst: 67 }),
      }),
      () => ({
        ethType: 0x86dd,
        ...some({ ipv6Src: v6() }),
        ...some({ ipv6Dst: `${v6()}/64` }),
        ...some({ ipProto: 17, portDst: 547 }),
      }),
      () => ({ ethType: 0x86dd, ipProto: 58, icmpv6Type: one(135, 136), ...some({ ndTarget: v6() }) }),
    )()
  const registers = (): ResolvedMatch => ({
    ...some({ reg0: next(2 ** 32), reg3: next(2 ** 32) }),
    ...some({ reg4: `0x${(6 << 16).toString(16)}/0xffff00` }),
    ...some({ reg5: next(60_000), reg6: 1 + next(4_094) }),
    ...some({ reg7: one('0x1/0x1', '0x0/0x11') }),
  })
  const tracked = (hasPorts: boolean): ResolvedMatch => ({
    ...some({ ctState: one('+trk-inv', '+new+trk', '-trk', '+est-rel+rpl+trk') }),
    ...some({ ipFrag: hasPorts ? 'yes' : one('yes', 'later') }),
  })
  const arp = (): readonly ResolvedAction[] => [
    { type: 'set-field', field: one('arp_sha', 'arp_tha'), value: mac() },
    { type: 'set-field', field: one('arp_spa', 'arp_tpa'), value: v4() },
    { type: 'set-field', field: 'arp_op', value: 2 },
    { type: 'move', from: one('arp_spa', 'arp_tpa'), to: one('arp_spa', 'arp_tpa') },
    { type: 'move', from: one('arp_sha', 'arp_tha', 'eth_src'), to: one('arp_sha', 'arp_tha', 'eth_dst') },
  ]
  const action = (): ResolvedAction =>
    one<ResolvedAction>(
      { type: 'output', port: 1 + next(60_000) },
      { type: 'output-in-port' },
      { type: 'normal' },
      { type: 'resubmit', table: next(254) },
      { type: 'set-vlan', vlan: 1 + next(4_094) },
      { type: 'set-field', field: 'eth_src', value: mac() },
      { type: 'set-field', field: 'tunnel_id', value: next(2 ** 32) },
      { type: 'set-field', field: 'vlan_tci', value: next(2) * 0x1005 },
      { type: 'set-field', field: 'in_port', value: next(60_000) },
      { type: 'learn-source', table: next(254), priority: next(65_536), hardTimeout: next(65_536) },
      { type: 'move', from: 'eth_src', to: 'eth_dst' },
      { type: 'move', from: 'reg6', to: 'vlan_tci', bits: 12 },
      { type: 'load', field: 'vlan_tci', value: 1, at: 12, bits: 1 },
      { type: 'load', field: one('reg5', 'reg6'), value: next(60_000) },
      { type: 'load', field: 'reg7', value: next(16), at: one(4, 8), bits: 4 },
      { type: 'load', field: 'reg7', value: 5, at: 16 },
      { type: 'set-field', field: one('xxreg0', 'xxreg2'), value: `0x${one('1', 'fe')}${'0b'.repeat(one(1, 15))}` },
      { type: 'ct-clear' },
      { type: 'output-register' },
    )
  const ct = (): ResolvedAction => ({
    type: 'ct',
    zone: one<number | 'reg6'>('reg6', next(65_536)),
    ...some({ table: next(254) }),
    ...some({ commit: one('commit', 'forced') }),
  })
  const moves = (match: ResolvedMatch): readonly ResolvedAction[] => {
    if (match.ctState === '+trk-inv')
      return [
        { type: 'move', from: 'ct_tp_dst', to: 'reg4' },
        { type: 'move', from: 'ct_tp_src', to: 'reg4', at: 8, bits: 8 },
        match.ethType === 0x0800
          ? { type: 'move', from: 'ct_nw_src', to: 'reg12' }
          : { type: 'move', from: 'ct_ipv6_dst', to: 'xxreg3' },
      ]
    return [
      { type: 'move', from: 'ip_proto', to: 'reg4', at: 16 },
      ...(match.ipProto === 17 && match.ipFrag !== 'later'
        ? [{ type: 'move', from: 'udp_dst', to: 'reg4' } as const]
        : []),
    ]
  }
  return Array.from({ length: count }, (_, number) => {
    const match: ResolvedMatch = {
      ...some({ inPort: 1 + next(60_000) }),
      ...some({ vlan: one<number | 'none'>('none', 1 + next(4_094)) }),
      ...some({ tunnelId: next(2 ** 32) }),
      ...some({ ethSrc: one(mac(), `${mac()}/ff:ff:ff:00:00:00`) }),
      ...some({ ethDst: one(mac(), '01:00:00:00:00:00/01:00:00:00:00:00') }),
      ...layers(),
      ...registers(),
    }
    const isIp = match.ethType === 0x0800 || match.ethType === 0x86dd
    if (isIp) Object.assign(match, tracked(match.ipProto !== undefined))
    // A tag must be there before it can be taken away.
    const tagged: readonly ResolvedAction[] = typeof match.vlan === 'number' ? [{ type: 'strip-vlan' }] : []
    const actions = [
      ...(next(3) === 0 ? tagged : []),
      ...(match.ethType === 0x0806 ? arp().slice(next(5)) : []),
      ...(isIp ? [...moves(match), ct()].slice(next(6)) : []),
      ...Array.from({ length: next(5) }, action),
    ]
    return { table: next(254), priority: number, cookie: COOKIE + BigInt(number), match, actions }
  })
}
