import fc from 'fast-check'
import { icmp, icmp6 } from './frames/icmp.ts'
import { v4, v6, type PacketOf } from './frames/packets.ts'
import { protocol, sctp, tcp, udp } from './frames/transports.ts'
import type { Payload } from './frames/headers.ts'
import { modelDecision } from './model-verdicts.ts'
import { stageCase } from './stage-case.ts'
import type { RuleSpec, Send, VerdictCase, VerdictPlace } from './cases/verdict-case.ts'

/** Few, and close together: rules and packets meet. */
const PORTS = [1, 21, 22, 23, 80, 1_023, 1_024, 65_535] as const
const NUMBERS = [6, 17, 132, 47, 200] as const

interface DrawnPacket {
  readonly from: Send['from']
  readonly isV6: boolean
  readonly protocol: (typeof NUMBERS)[number] | 'echo'
  readonly port: number
}

const port = fc.constantFrom(...PORTS)
const range = fc.tuple(port, port).map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]))

const prefix = (isV6: boolean): fc.Arbitrary<RuleSpec['prefix']> =>
  fc.constantFrom(
    ...(isV6 ? ['::/0', 'fd00::/16', '2001:db8::/32'] : ['0.0.0.0/0', '10.0.0.0/8', '192.0.2.0/24']),
    ({ peer }: VerdictPlace) => (isV6 ? `${peer.ip6}/128` : `${peer.ip}/32`),
    ({ port: { ip, ip6 } }: VerdictPlace) => (isV6 ? ip6.replace(/[^:]+$/, '4/126') : ip.replace(/\d+$/, '6/31')),
  )

const rule: fc.Arbitrary<RuleSpec> = fc
  .record({
    direction: fc.constantFrom<RuleSpec['direction'][]>('ingress', 'egress'),
    isV6: fc.boolean(),
    protocol: fc.constantFrom(undefined, undefined, ...NUMBERS, 'icmp' as const),
    ports: fc.option(range, { nil: undefined, freq: 1 }),
    type: fc.constantFrom(undefined, true, false),
    remote: fc.constantFrom(
      undefined,
      undefined,
      'prefix' as const,
      'own' as const,
      'members' as const,
      'addresses' as const,
    ),
  })
  .chain(({ direction, isV6, protocol: drawn, ports, type, remote }) => {
    const isIcmp = drawn === 'icmp'
    const number = isIcmp ? (isV6 ? 58 : 1) : drawn
    const echo = isV6 ? 128 : 8
    const hasPorts = number !== undefined && [6, 17, 132].includes(number)
    const spec: RuleSpec = {
      direction,
      ethertype: isV6 ? 'IPv6' : 'IPv4',
      ...(number !== undefined && { protocol: number }),
      ...(hasPorts && ports !== undefined && { ports }),
      ...(isIcmp && type !== undefined && { ports: [type ? echo : echo + 5, null] }),
      ...(remote !== undefined && remote !== 'prefix' && { remote }),
    }
    return remote === 'prefix'
      ? prefix(isV6).map((text) => ({ ...spec, ...(text !== undefined && { prefix: text }) }))
      : fc.constant(spec)
  })

const packet: fc.Arbitrary<DrawnPacket> = fc.record({
  from: fc.constantFrom<Send['from'][]>('peer', 'port', 'other'),
  isV6: fc.boolean(),
  protocol: fc.constantFrom(...NUMBERS, 'echo' as const),
  port,
})

const addressesOf = fc.constantFrom<(at: VerdictPlace) => readonly string[]>(
  () => [],
  ({ peer }) => [peer.ip, peer.ip6],
  ({ other }) => [other.ip, other.ip6],
  ({ port: { ip, ip6 } }) => [ip.replace(/\d+$/, '4/30'), ip.replace(/\d+$/, '0/24'), ip6.replace(/[^:]+$/, '4/126')],
)

const generated = fc.record({
  groups: fc.array(fc.array(rule, { minLength: 3, maxLength: 8 }), { minLength: 1, maxLength: 3 }),
  peerGroups: fc.option(fc.array(fc.array(rule, { minLength: 6, maxLength: 9 }), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  }),
  stateful: fc.boolean(),
  members: addressesOf,
  addresses: addressesOf,
  packets: fc.array(packet, { minLength: 3, maxLength: 5 }),
})

/**
 * Rule sets and packets drawn by a seed, with the model's verdicts: the same ones for the same seed.
 * @param without numbers of protocols whose ports the engine cannot tell apart: no packets of theirs are sent.
 */
export function generatedCases(seed: number, count: number, without: readonly number[] = []): readonly VerdictCase[] {
  return fc.sample(generated, { seed, numRuns: count }).map(({ packets: all, peerGroups, ...drawn }, number) => {
    const packets = all.filter((one) => !without.includes(Number(one.protocol)))
    const row: VerdictCase = {
      ...drawn,
      proves: `rules drawn by seed ${String(seed)}`,
      title: `${String(number)}: ${JSON.stringify({ ...drawn, peerGroups })}`,
      ...(peerGroups !== undefined && { peerGroups }),
      sends: [],
    }
    // Somebody behind a filtered peer is a spoof.
    const real = packets.map((one): DrawnPacket =>
      peerGroups !== undefined && one.from === 'other' ? { ...one, from: 'peer' } : one,
    )
    return { ...row, sends: sendsOf(row, real) }
  })
}

/** Each packet, and what would answer it. */
function sendsOf(row: VerdictCase, packets: readonly DrawnPacket[]): readonly Send[] {
  const staged = stageCase(row, 0)
  const known = new Set<string>()
  const sends: Send[] = []
  const add = (send: Omit<Send, 'passes' | 'state'>, connection: string): boolean => {
    const judged: Send = { ...send, state: known.has(connection) ? 'reply' : 'new', passes: true }
    const passes = modelDecision(staged, judged, sends.length).allow
    sends.push({ ...judged, passes })
    if (passes) known.add(connection)
    return passes
  }
  for (const [number, drawn] of packets.entries()) {
    const own = 40_000 + number
    const hasOwn = drawn.protocol !== 47 && drawn.protocol !== 200
    const whom = drawn.from === 'other' ? 'other' : 'peer'
    const connection = `${whom} ${String(drawn.isV6)} ${String(drawn.protocol)} ${hasOwn ? String(own) : ''}`
    add({ from: drawn.from, packet: packetOf(drawn, drawn.port, own, number) }, connection)
    const answers = drawn.from !== 'other' && (drawn.protocol === 17 || drawn.protocol === 'echo')
    // An echo reply of no request is invalid, not new: the table has that.
    if (answers && (drawn.protocol === 17 || known.has(connection)))
      add(
        { from: drawn.from === 'port' ? 'peer' : 'port', packet: packetOf(drawn, own, drawn.port, number, true) },
        connection,
      )
  }
  return sends
}

function packetOf(
  { isV6, protocol: drawn }: DrawnPacket,
  to: number,
  from: number,
  id: number,
  isReply = false,
): PacketOf {
  const payload = payloadOf(drawn, to, from, { id, isReply, isV6 })
  return isV6 ? v6(payload) : v4(payload)
}

interface Echo {
  readonly id: number
  readonly isReply: boolean
  readonly isV6: boolean
}

function payloadOf(drawn: DrawnPacket['protocol'], to: number, from: number, { id, isReply, isV6 }: Echo): Payload {
  if (drawn === 'echo') return isV6 ? icmp6(isReply ? 129 : 128, 0, id) : icmp(isReply ? 0 : 8, 0, id)
  if (drawn === 6) return tcp(to, 'S', from)
  if (drawn === 17) return udp(to, from)
  if (drawn === 132) return sctp(to, from)
  return drawn === 47 ? protocol(47, [0, 0, 0x65, 0x58]) : protocol(drawn)
}
