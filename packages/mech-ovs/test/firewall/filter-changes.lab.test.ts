import { execFileSync } from 'node:child_process'
import { securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { ethernet, FrameInjector, ipv4, udp, untilThrough } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tapName } from '../../src/agent/render/render-attachment.ts'
import { canRun, SwitchHost } from '../switch-host.ts'
import { FilterAgent } from './filter-agent.ts'
import { filteredPort, GROUP, memberItem, NETWORK, OTHER_GROUP, ruleItem } from './filter-lab.ts'

const RULES = securityGroupTopic(GROUP)
const CHANGES = 1_000
const PORTS = 200
const filtered = filteredPort(5, [GROUP])
const free = filteredPort(6, undefined)

describe.skipIf(!canRun)('groups that change', () => {
  let lab: SwitchHost
  let agent: FilterAgent
  const tapNamespace = (id: string): string => `${lab.netns}-${tapName(id)}`
  const kinds = (steps: readonly { readonly op: string; readonly key: string }[]): readonly string[] =>
    steps.map(({ op, key }) => `${op} ${key.split(' ')[0] ?? ''}`).sort()

  beforeAll(async () => {
    lab = await SwitchHost.create()
    await lab.guest(tapName(filtered.id), filtered.macAddress, '10.0.0.5/24')
    await lab.guest(tapName(free.id), free.macAddress, '10.0.0.6/24')
    agent = new FilterAgent(lab, NETWORK)
    agent.item(RULES, ruleItem(1, { direction: 'ingress', protocol: 17, portMin: 2_000, portMax: 2_000 }))
    agent.port(filtered)
    agent.port(free)
    await agent.turn(true)
  })
  afterAll(async () => {
    lab.ip('link del group 7')
    await lab.close()
  })

  it('lose no packet that both rules allow, and let none pass that neither does', async () => {
    const from = await FrameInjector.open(tapNamespace(free.id))
    const to = await FrameInjector.open(tapNamespace(filtered.id))
    const frame = (port: number): Buffer =>
      ethernet(free.macAddress, filtered.macAddress, 0x0800, ipv4('10.0.0.6', '10.0.0.5', 17, udp(1_000, port)))
    let sent = 0
    const timer = setInterval(() => {
      sent += 1
      from.send(frame(2_000))
      from.send(frame(3_000))
    }, 1)
    for (let change = 1; change <= CHANGES; change++) {
      // One rule goes and another comes, and both allow the port.
      const [old, next] = change % 2 === 1 ? [1, 2] : [2, 1]
      agent.gone(RULES, ruleItem(old, { direction: 'ingress' }).key)
      const wide = next === 2 ? 2_003 : 2_000
      agent.item(RULES, ruleItem(next, { direction: 'ingress', protocol: 17, portMin: 2_000, portMax: wide }))
      expect(kinds(await agent.turn())).toEqual(['create ovs-flow', 'remove ovs-flow'])
    }
    clearInterval(timer)
    await untilThrough(from, to, (text) =>
      ethernet(free.macAddress, filtered.macAddress, 0x0806, Buffer.alloc(46, text)),
    )
    const heard = (port: number): number => {
      const content = frame(port).toString('hex').slice(0, 84)
      return to.heard.filter((text) => text.startsWith(content)).length
    }
    process.stdout.write(`    ${String(CHANGES)} changes under ${String(sent)} allowed and as many denied packets\n`)
    expect([heard(2_000), heard(3_000)]).toEqual([sent, 0])
    from.close()
    to.close()
  })

  it('cost a rule its own flows, and a member its addresses, whatever ports have the group', async () => {
    const many = Array.from({ length: PORTS }, (_, n) => filteredPort(100 + n, [GROUP]))
    const taps = many.map(
      ({ id }) => `link add ${tapName(id)} group 7 type veth peer name g${tapName(id).slice(1)} group 7`,
    )
    execFileSync('ip', ['-n', lab.netns, '-batch', '-'], { input: taps.join('\n') })
    for (const one of many) agent.port(one)
    await agent.turn()
    const turn = async (what: string): Promise<readonly string[]> => {
      const start = performance.now()
      const steps = await agent.turn()
      process.stdout.write(`    ${what} with ${String(PORTS)} ports: ${(performance.now() - start).toFixed(1)} ms\n`)
      return kinds(steps)
    }
    agent.item(RULES, ruleItem(3, { direction: 'ingress', protocol: 6, portMin: 22, portMax: 22 }))
    expect(await turn('a rule')).toEqual(['create ovs-flow'])
    agent.item(RULES, ruleItem(4, { direction: 'ingress', remoteGroupId: OTHER_GROUP }))
    expect(await turn('a rule with a remote')).toEqual(['create ovs-flood', 'create ovs-flow'])
    const remote = securityMembersTopic(OTHER_GROUP)
    agent.item(remote, memberItem(1, ['10.0.0.7', 'fd00::7']))
    expect(await turn('a member')).toEqual(['create ovs-flow', 'create ovs-flow'])
    for (let n = 2; n <= 1_000; n++) agent.item(remote, memberItem(n, [`10.9.${String(n >> 8)}.${String(n & 255)}`]))
    expect(await turn('999 members')).toHaveLength(999)
    for (let n = 1_000; n < 1_020; n++) {
      const one = filteredPort(n, [GROUP])
      lab.tap(tapName(one.id))
      agent.port(one)
      await turn('one more port')
    }
  })

  it('are found as they are by an agent that starts', async () => {
    expect(await agent.turn(true)).toEqual([])
  })
})
