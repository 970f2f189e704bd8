import { randomInt } from 'node:crypto'
import { runInNamespace } from '@netloom/dataplane'
import { FrameInjector } from '@netloom/testing/lab'
import fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decidePath, type FirstPacket } from '../src/render/decide-rules.ts'
import type { RuleItem } from '../src/wire/firewall-items.ts'
import { frameOf } from './lab/packets.ts'
import { type End, rule, RouterLab } from './lab/router-lab.ts'

/** Same number, same rule sets: `NETLOOM_FIREWALL_SEED=… npx vitest run --project lab …`. */
const SEED = Number(process.env['NETLOOM_FIREWALL_SEED'] ?? randomInt(2 ** 31))
const RULE_SETS = 25

let lab: RouterLab
let macs: { readonly from: string; readonly to: string }
const lines: { a?: FrameInjector; b?: FrameInjector } = {}
beforeAll(async () => {
  process.stdout.write(`firewall rule sets: seed ${String(SEED)}\n`)
  lab = await RouterLab.open()
  const macOf = async (namespace: string, device: string): Promise<string> =>
    (
      JSON.parse(await runInNamespace(namespace, ['ip', '-j', 'link', 'show', device])) as {
        readonly address: string
      }[]
    )[0]?.address ?? ''
  macs = { from: await macOf(lab.a, 'eth0'), to: await macOf(lab.namespace, `qr-${lab.ports.a.slice(0, 11)}`) }
  // What guests would answer is none of ours; spoofed sources are.
  for (const guest of [lab.a, lab.b])
    await runInNamespace(guest, ['nft', '-f', '-'], {
      input: `add table inet silent
        add chain inet silent in { type filter hook input priority 0; }
        add rule inet silent in meta l4proto { 6, 17, 33, 132 } drop
        add rule inet silent in icmp type echo-request drop
        add rule inet silent in icmpv6 type echo-request drop\n`,
    })
  await lab.inRouter('sh', '-c', 'for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done')
  // The router has neighbours for all that is sent.
  const device = `qr-${lab.ports.b.slice(0, 11)}`
  const mac = await macOf(lab.b, 'eth0')
  for (const last of [2, 3, 77]) {
    await lab.ip(
      lab.namespace,
      `neigh replace 10.2.0.${String(last)} lladdr ${mac} dev ${device}`,
      `-6 neigh replace fd02::${String(last)} lladdr ${mac} dev ${device}`,
    )
  }
  for (const address of ['10.1.0.2', '10.1.0.9', 'fd01::2', 'fd01::9'])
    await lab.ip(lab.namespace, `neigh replace ${address} lladdr ${macs.from} dev qr-${lab.ports.a.slice(0, 11)}`)
  lines.a = await FrameInjector.open(lab.a)
  lines.b = await FrameInjector.open(lab.b)
})
afterAll(async () => {
  lines.a?.close()
  lines.b?.close()
  await lab.close()
})

const PORTS = [22, 80, 81, 1_024, 5_000] as const
const port = fc.constantFrom(...PORTS)
const range = fc.option(
  fc.tuple(port, port).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  { nil: null },
)

const ruleOfVersion = (ipVersion: 4 | 6): fc.Arbitrary<RuleItem> => {
  const [sources, destinations] =
    ipVersion === 4
      ? [
          ['10.1.0.0/24', '10.1.0.2', '10.1.0.8/29', '0.0.0.0/0'],
          ['10.2.0.0/24', '10.2.0.2', '10.2.0.64/26', '10.0.0.0/8'],
        ]
      : [
          ['fd01::/64', 'fd01::2', 'fd01::8/125', '::/0'],
          ['fd02::/64', 'fd02::2', 'fd02::40/122', 'fd00::/8'],
        ]
  const withPorts = fc
    .constantFrom(6, 17)
    .chain((protocol) => fc.tuple(fc.constant(protocol as number | null), range, range))
  const without = fc
    .constantFrom(null, ipVersion === 4 ? 1 : 58, 132, 33)
    .map((protocol) => [protocol, null, null] as const)
  return fc
    .record({
      protocol: fc.oneof({ weight: 2, arbitrary: withPorts }, { weight: 1, arbitrary: without }),
      source: fc.option(fc.constantFrom(...sources), { nil: null }),
      destination: fc.option(fc.constantFrom(...destinations), { nil: null }),
      action: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const, 'reject' as const),
    })
    .map(({ protocol: [number, sourcePorts, destinationPorts], ...rest }) =>
      rule({ ipVersion, protocol: number, sourcePorts, destinationPorts, ...rest }),
    )
}
/** Half of the policies let pass what none of their rules is about. */
const rules = fc
  .tuple(fc.array(fc.oneof(ruleOfVersion(4), ruleOfVersion(6)), { maxLength: 8 }), fc.boolean())
  .map(([list, isOpen]) => [...list, ...(isOpen ? [rule(), rule({ ipVersion: 6 })] : [])])
const end = fc.option(
  fc.record({
    ingress: fc.option(rules, { nil: null, freq: 9 }),
    egress: fc.option(rules, { nil: null, freq: 9 }),
    adminStateUp: fc.integer({ min: 0, max: 7 }).map((number) => number > 0),
  }),
  { nil: undefined, freq: 3 },
)

const packets: readonly FirstPacket[] = ([4, 6] as const).flatMap((ipVersion) => {
  const [sources, destinations] =
    ipVersion === 4
      ? [
          ['10.1.0.2', '10.1.0.9'],
          ['10.2.0.2', '10.2.0.77'],
        ]
      : [
          ['fd01::2', 'fd01::9'],
          ['fd02::2', 'fd02::77'],
        ]
  return sources.flatMap((source) =>
    destinations.flatMap((destination) => [
      ...[6, 17].flatMap((protocol) =>
        (
          [
            [22, 80],
            [5_000, 22],
            [1_024, 5_000],
          ] as const
        ).map(([sourcePort, destinationPort]) => ({
          ...{ ipVersion, protocol, source, destination, sourcePort, destinationPort },
        })),
      ),
      { ipVersion, protocol: ipVersion === 4 ? 1 : 58, source, destination },
    ]),
  )
})

const asEnd = (given: End | undefined, direction: 'ingress' | 'egress'): readonly RuleItem[] | 'open' | 'closed' => {
  if (given === undefined) return 'open'
  if (given.adminStateUp === false) return 'closed'
  return given[direction] ?? 'closed'
}

let count = 0
const tokenOf = (): Buffer => {
  const token = Buffer.from('00000000', 'hex')
  token.writeUInt32BE(0x6e000000 + (count += 1))
  return token
}

it('lets pass exactly what the model of both ends allows, and answers what it rejects', async () => {
  const sets = fc.sample(fc.tuple(end, end), { seed: SEED, numRuns: RULE_SETS })
  const wrong: string[] = []
  let [passed, rejected] = [0, 0]
  for (const [a, b] of sets) {
    expect(await lab.apply({ ...(a && { a }), ...(b && { b }) })).toEqual([])
    await lab.inRouter('conntrack', '-F').catch(() => '')
    const sent = packets.map((packet) => ({ packet, token: tokenOf() }))
    for (const { packet, token } of sent) lines.a?.send(frameOf(packet, macs, token))
    const at = (line: FrameInjector | undefined, token: Buffer): boolean =>
      line?.heard.some((frame) => frame.includes(token.toString('hex'))) === true
    const allowed = sent.filter(
      ({ packet }) => decidePath(asEnd(a, 'egress'), asEnd(b, 'ingress'), packet).verdict === 'allow',
    )
    // What may pass is waited for; what may not, and answers, have as long again as a quiet machine needs for all.
    const deadline = performance.now() + 5_000
    while (!allowed.every(({ token }) => at(lines.b, token)) && performance.now() < deadline) await sleep(10)
    await sleep(150)
    for (const { packet, token } of sent) {
      const { verdict } = decidePath(asEnd(a, 'egress'), asEnd(b, 'ingress'), packet)
      const came = at(lines.b, token)
      if (came) passed += 1
      // Answers are limited by the kernel: one more or less is not ours to say, one to what is allowed is.
      const answered = at(lines.a, token)
      if (answered) rejected += 1
      if (came !== (verdict === 'allow') || (answered && verdict !== 'reject'))
        wrong.push(JSON.stringify({ packet, verdict, came, answered, a, b }))
    }
    for (const line of [lines.a, lines.b]) line?.heard.splice(0)
  }
  expect(wrong.slice(0, 3)).toEqual([])
  process.stdout.write(
    `${String(sets.length * packets.length)} packets: ${String(passed)} passed, ${String(rejected)} rejections heard\n`,
  )
  expect(passed).toBeGreaterThan(20)
  expect(rejected).toBeGreaterThan(0)
})
