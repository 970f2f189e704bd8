import { randomUUID } from 'node:crypto'
import { type HostEvent, silentLogger } from '@netloom/core'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import { describeForeignChain, foreignRules, runInNamespace } from '@netloom/dataplane'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bridgeName, tapName } from '../src/agent/index.ts'
import { firewallPackage } from '../src/agent/package/firewall-package.ts'
import { LabGroups } from './lab-groups.ts'
import { NETWORK_ID } from './view.ts'

const GROUP = randomUUID()
const TABLE = 'netloom.host.host2'
const rule: SecurityRuleItem = {
  ...{ id: randomUUID(), direction: 'ingress', ethertype: 'IPv4', protocol: 1, portMin: null, portMax: null },
  ...{ remotePrefix: null, remoteGroupId: GROUP, remoteAddressGroupId: null },
}
const out: SecurityRuleItem = { ...rule, id: randomUUID(), direction: 'egress', protocol: null, remoteGroupId: null }
const tap = tapName('00000002-4e5f-4a6b-8c7d-9e8f7a6b5c4d')
const bridge = bridgeName(NETWORK_ID)

let cloud: LabGroups
beforeAll(async () => {
  cloud = await LabGroups.open(() => GROUP)
  await cloud.rules(GROUP, [out, rule])
  await cloud.members(GROUP, [1, 2])
}, 60_000)
afterAll(() => cloud.close())

const host = (...command: string[]): Promise<string> => runInNamespace(cloud.host(2), command)
/** Without what traffic changes, and in whatever order. */
const ruleset = async (): Promise<readonly string[]> =>
  (await host('nft', '-n', 'list', 'ruleset'))
    .split('\n')
    .map((line) => line.trim())
    .sort()
const calls = async (): Promise<string> =>
  /nf_call_iptables \d nf_call_ip6tables \d/.exec(await host('ip', '-d', 'link', 'show', bridge))?.[0] ?? ''
const sysfs = (attribute: string): string => `/sys/class/net/${bridge}/bridge/${attribute}`

describe('what somebody else changes of the rules of a host', () => {
  it.each([
    ['an element is deleted from a map', ['nft', 'delete', 'element', 'bridge', TABLE, 'classes', `{ "${tap}" }`]],
    ['a member is deleted', ['nft', 'delete', 'element', 'inet', TABLE, `addresses4.${GROUP}`, '{ 10.100.0.1 }']],
    ['an address is slipped in', ['nft', 'add', 'element', 'inet', TABLE, `addresses4.${GROUP}`, '{ 10.66.0.1 }']],
    ['a rule is inserted', ['nft', 'insert', 'rule', 'inet', TABLE, `group-ingress.${GROUP}`, 'accept']],
    ['a chain is emptied', ['nft', 'flush', 'chain', 'inet', TABLE, `group-ingress.${GROUP}`]],
    ['the chain of the guards is emptied', ['nft', 'flush', 'chain', 'bridge', TABLE, 'guard']],
    ['all is flushed', ['nft', 'flush', 'ruleset']],
  ])('is put right within a second when %s, without an audit', async (_, command) => {
    const before = await ruleset()
    await host(...command)
    const began = performance.now()
    await expect.poll(ruleset, { timeout: 5_000, interval: 20 }).toEqual(before)
    const took = performance.now() - began
    console.log(`${_}: put right after ${took.toFixed(0)} ms`)
    expect(took).toBeLessThan(2_000)
    expect(await cloud.pings(1, 2)).toBe(true)
  })

  it.each([
    ['by netlink', ['ip', 'link', 'set', bridge, 'type', 'bridge', 'nf_call_iptables', '0']],
    ['by sysfs', ['sh', '-c', `echo 0 > ${sysfs('nf_call_iptables')}; echo 0 > ${sysfs('nf_call_ip6tables')}`]],
  ])('is put right within a second when the bridge is told %s to ask no tables', async (_, command) => {
    expect(await calls()).toBe('nf_call_iptables 1 nf_call_ip6tables 1')
    await host(...command)
    const began = performance.now()
    await expect.poll(calls, { timeout: 5_000, interval: 20 }).toBe('nf_call_iptables 1 nf_call_ip6tables 1')
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('is not mistaken for what we change ourselves', async () => {
    const events: HostEvent[] = []
    const stop = cloud.agents[1]!.parts.host.monitor((event) => events.push(event))
    const audits = cloud.agents[1]!.parts.audits.reports().length
    await new Promise((resolve) => setTimeout(resolve, 500))
    for (let n = 0; n < 20; n += 1) {
      await cloud.rules(GROUP, n % 2 === 0 ? [out] : [out, rule])
      await cloud.members(GROUP, n % 2 === 0 ? [1] : [1, 2])
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(events.filter(({ type }) => type === 'overrun')).toEqual([])
    expect(cloud.agents[1]!.parts.audits.reports()).toHaveLength(audits)
    await host('nft', 'add', 'element', 'inet', TABLE, `addresses4.${GROUP}`, '{ 10.66.0.1 }')
    await expect.poll(() => events.some(({ type }) => type === 'overrun'), { timeout: 5_000 }).toBe(true)
    stop()
  })

  it('is told with what ends it when chains of others drop what bridges carry', async () => {
    expect(await cloud.pings(1, 2)).toBe(true)
    const docker =
      'add table ip filter\nadd chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }\n'
    await runInNamespace(cloud.host(2), ['nft', '-f', '-'], { input: docker })
    expect(await cloud.pings(1, 2)).toBe(false)
    const [found] = await foreignRules(cloud.host(2))
    expect(found).toMatchObject({ table: 'ip filter', chain: 'FORWARD', deed: 'drops', rule: 'policy drop' })
    // The agent says it when it starts.
    const said: string[] = []
    const logger = { ...silentLogger, warn: (_: object, message: string) => void said.push(message) }
    const ini = { sections: new Map(), origin: () => undefined }
    await firewallPackage.compose({ ini, host: 'host2', netns: cloud.host(2), logger })
    await expect.poll(() => said).toEqual([describeForeignChain(found!)])
    await host('sh', '-ec', found!.fix)
    expect(await cloud.pings(1, 2)).toBe(true)
    expect(await foreignRules(cloud.host(2))).toEqual([])
    // What groups do not allow still does not come.
    await cloud.rules(GROUP, [out])
    expect(await cloud.pings(1, 2)).toBe(false)
  })
})
