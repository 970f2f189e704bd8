import { Agent } from '@netloom/agent-runtime'
import type { FeedItem, Host, Logger } from '@netloom/core'
import { silentLogger } from '@netloom/core'
import { securityGroupTopic } from '@netloom/core/firewall'
import { hostTopic, networkTopic, type PortItem, portKey, type Topic } from '@netloom/core/wire'
import { ethernet, FrameInjector, ipv4, udp } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openvswitchFirewall, openvswitchRenderer } from '../../src/agent/index.ts'
import { tapName } from '../../src/agent/render/render-attachment.ts'
import { canRun, SwitchHost, until } from '../switch-host.ts'
import { filteredPort, GROUP, NETWORK, OTHER_GROUP, ruleItem, type RuleOf } from './filter-lab.ts'

const RULES = securityGroupTopic(GROUP)
const OTHER_RULES = securityGroupTopic(OTHER_GROUP)
const NETWORK_TOPIC = networkTopic(NETWORK.id)
const SHARED = { ipAddress: '10.0.0.100', macAddress: '00:00:5e:00:01:01' }
const OPEN = 2_000
const CLOSED = 3_000

const filtered = filteredPort(5, [GROUP])
const peer = filteredPort(6, [OTHER_GROUP])
/** Two that may be the same router of VRRP. */
const routers = [7, 8].map((n): PortItem => ({ ...filteredPort(n, [OTHER_GROUP]), allowedAddressPairs: [SHARED] }))
const opening: RuleOf = { direction: 'ingress', protocol: 17, portMin: OPEN, portMax: OPEN }

const rules = [ruleItem(1, opening), ruleItem(2, { direction: 'egress' })]

/** A stream of packets at 1 kHz, and when they came. */
class Stream {
  sent = 0
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly from: FrameInjector,
    private readonly frame: Buffer,
  ) {
    this.timer = setInterval(() => {
      this.sent += 1
      this.from.send(this.frame)
    }, 1)
  }

  heardBy(to: FrameInjector): number {
    const content = this.frame.toString('hex').slice(0, 84)
    return to.heard.filter((text) => text.startsWith(content)).length
  }

  stop(): void {
    clearInterval(this.timer)
  }
}

describe.skipIf(!canRun)('filters of an agent on Open vSwitch', () => {
  let lab: SwitchHost
  let host: Host
  let agent: Agent
  const told: string[] = []
  const lines = new Map<string, FrameInjector>()
  const line = ({ id }: PortItem): FrameInjector => lines.get(id) ?? expect.fail(`no guest of ${id}`)
  const revisions = new Map<Topic, number>()

  const frame = (from: PortItem, to: PortItem, port: number, sourcePort = 1_000): Buffer => {
    const [source, destination] = [from, to].map(({ fixedIps }) => fixedIps[0]?.ipAddress ?? '')
    const packet = ipv4(source ?? '', destination ?? '', 17, udp(sourcePort, port))
    return ethernet(from.macAddress, to.macAddress, 0x0800, packet)
  }
  const snapshot = async (topic: Topic, items: readonly FeedItem[]): Promise<void> => {
    revisions.set(topic, 1)
    agent.receive({ type: 'snapshot', topic, cursor: { epoch: 'e', rev: 1 }, items })
    await agent.idle()
  }
  const change = async (topic: Topic, key: string, body: unknown): Promise<void> => {
    const previous = revisions.get(topic) ?? 1
    revisions.set(topic, previous + 1)
    const item: FeedItem = { key, revision: previous + 1, body }
    const cursor = { epoch: 'e', rev: previous + 1 }
    agent.receive({ type: 'change', topic, previous, cursor, changes: [item] })
    await agent.idle()
  }
  const rule = (topic: Topic, number: number, what?: RuleOf): Promise<void> => {
    const { key, body } = ruleItem(number, what ?? opening)
    return change(topic, key, what === undefined ? null : body)
  }
  const portItem = (port: PortItem): FeedItem => ({ key: portKey(port.id), revision: 1, body: port })
  const count = (to: FrameInjector, content: Buffer): number =>
    to.heard.filter((text) => text.startsWith(content.toString('hex').slice(0, 84))).length
  const arrives = (from: PortItem, to: PortItem, content: Buffer): Promise<true> => {
    const before = count(line(to), content)
    return until('a packet arrives', () => {
      line(from).send(content)
      return count(line(to), content) > before || undefined
    })
  }
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

  beforeAll(async () => {
    lab = await SwitchHost.create()
    for (const one of [filtered, peer, ...routers]) {
      await lab.guest(tapName(one.id), one.macAddress, `${one.fixedIps[0]?.ipAddress ?? ''}/24`)
      lines.set(one.id, await FrameInjector.open(`${lab.netns}-${tapName(one.id)}`))
    }
    host = lab.open().host
    const logger: Logger = {
      ...silentLogger,
      warn: (...words: readonly unknown[]) => told.push(words.map(String).join(' ')),
    }
    const renderer = openvswitchRenderer({ datapathType: 'netdev' })
    agent = new Agent({ host, renderer, firewall: openvswitchFirewall(), auditInterval: 0, logger })
    await agent.start()
    await snapshot(hostTopic('h'), [filtered, peer, ...routers].map(portItem))
    await snapshot(NETWORK_TOPIC, [{ key: 'network', revision: 1, body: NETWORK }])
    await snapshot(RULES, rules)
    await snapshot(OTHER_RULES, [ruleItem(11, { direction: 'ingress' }), ruleItem(12, { direction: 'egress' })])
    await arrives(peer, filtered, frame(peer, filtered, OPEN))
  }, 60_000)
  afterAll(async () => {
    for (const one of lines.values()) one.close()
    await agent.stop()
    await lab.close()
  })

  it.each([
    ['ingress', peer, filtered, 1],
    ['egress', filtered, peer, 2],
  ] as const)('a deny cuts a live session at once: %s', async (direction, from, to, number) => {
    const asked = frame(from, to, OPEN, 5_000)
    const answer = frame(to, from, 5_000, OPEN)
    const what: RuleOf = direction === 'ingress' ? opening : { direction: 'egress' }
    await arrives(from, to, asked)
    await arrives(to, from, answer)
    const stream = new Stream(line(from), asked)
    const began = performance.now()
    await rule(RULES, number)
    const took = performance.now() - began
    await pause(200)
    const then = stream.heardBy(line(to))
    const answersThen = count(line(from), answer)
    // Who may send anything may answer as well: that is something new, which the group allows.
    if (direction === 'egress') line(to).send(answer)
    await pause(300)
    stream.stop()
    // Neither the session's packets nor its answers, though connection tracking still knows it.
    expect([stream.heardBy(line(to)), count(line(from), answer)]).toEqual([then, answersThen])
    process.stdout.write(`    a deny (${direction}) was in force ${took.toFixed(0)} ms after its event\n`)
    expect(took).toBeLessThan(1_000)
    await rule(RULES, number, what)
    await arrives(from, to, asked)
  })

  it('two ports with the same allowed pair, MAC and all, both send as the pair, and nobody else does', async () => {
    const [one, two] = routers
    if (one === undefined || two === undefined) return
    const asPair = (port: number): Buffer =>
      ethernet(SHARED.macAddress, peer.macAddress, 0x0800, ipv4(SHARED.ipAddress, '10.0.0.6', 17, udp(1_000, port)))
    await arrives(one, peer, asPair(4_001))
    await arrives(two, peer, asPair(4_002))
    line(filtered).send(asPair(4_003))
    // Two, one after the other: the first may overtake what the switch took up together with it.
    await arrives(filtered, peer, frame(filtered, peer, 4_004))
    await arrives(filtered, peer, frame(filtered, peer, 4_006))
    expect(count(line(peer), asPair(4_003))).toBe(0)
    // What is for the shared MAC comes to both: who of them is the master is their business.
    const back = ethernet(
      peer.macAddress,
      SHARED.macAddress,
      0x0800,
      ipv4('10.0.0.6', SHARED.ipAddress, 17, udp(1, 4_005)),
    )
    await arrives(peer, one, back)
    await arrives(peer, two, back)
  })

  it('a port whose security goes off and on again under traffic lets a denied packet pass only in between', async () => {
    const [allowed, denied] = [frame(peer, filtered, OPEN, 6_000), frame(peer, filtered, CLOSED, 6_000)]
    const streams = [allowed, denied].map((content) => new Stream(line(peer), content))
    const [good, bad] = streams
    await pause(200)
    expect(bad?.heardBy(line(filtered))).toBe(0)
    await change(hostTopic('h'), portKey(filtered.id), { ...filteredPort(5, undefined), fixedIps: filtered.fixedIps })
    await until('the denied packet passes', () => (bad?.heardBy(line(filtered)) ?? 0) > 0 || undefined)
    await change(hostTopic('h'), portKey(filtered.id), filtered)
    // No port here led to the group meanwhile, so it is told of anew.
    await snapshot(RULES, rules)
    await pause(300)
    const leaked = bad?.heardBy(line(filtered))
    const passed = good?.heardBy(line(filtered)) ?? 0
    await pause(300)
    for (const stream of streams) stream.stop()
    expect(bad?.heardBy(line(filtered))).toBe(leaked)
    expect(good?.heardBy(line(filtered)) ?? 0).toBeGreaterThan(passed)
    await pause(100)
    const lost = (good?.sent ?? 0) - (good?.heardBy(line(filtered)) ?? 0)
    process.stdout.write(`    security off and on: ${String(lost)} of ${String(good?.sent)} allowed packets lost\n`)
  })

  it('flows that somebody deletes are back within three seconds under traffic, and it is told', async () => {
    const [good, bad] = [OPEN, CLOSED].map((port) => new Stream(line(peer), frame(peer, filtered, port, 7_000)))
    await pause(100)
    told.length = 0
    const leaked = bad?.heardBy(line(filtered)) ?? 0
    const began = performance.now()
    lab.ofctl('del-flows br-int')
    await until('it is told', () => told.some((text) => text.includes('drift')) || undefined)
    await agent.idle()
    const took = performance.now() - began
    const before = good?.heardBy(line(filtered)) ?? 0
    await until('the allowed flow is back', () => (good?.heardBy(line(filtered)) ?? 0) > before || undefined)
    good?.stop()
    bad?.stop()
    process.stdout.write(`    all flows of the bridge were back ${took.toFixed(0)} ms after they were deleted\n`)
    expect(took).toBeLessThan(3_000)
    expect((bad?.heardBy(line(filtered)) ?? 0) - leaked).toBe(0)
    expect(agent.plan().steps).toEqual([])
  })
})
