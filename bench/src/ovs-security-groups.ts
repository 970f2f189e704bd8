import type { FeedItem } from '@netloom/core'
import { securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import type { Topic } from '@netloom/core/wire'
import { GROUP, groupMemberItem, groupRuleItem, REMOTE } from './group-population.ts'
import { type OvsFilteringHost, ovsFilteringHost } from './ovs-filtering-host.ts'
import { range } from './population.ts'
import { median, type Finding } from './report.ts'
import { timed } from './scratch.ts'

const [FEW, MANY] = [10, 1_000]
const [WARM_UP, ROUNDS, TOOL_ROUNDS] = [10, 21, 5]

/** Of one event, on average; times are medians. */
interface Cost {
  /** Of the agent's process. */
  readonly cpu: number
  /** From the event to the switch's answer. */
  readonly whole: number
  readonly tool: number
  readonly flowMods: number
  readonly bundles: number
}

/**
 * One more rule of a group, and one more member of a remote group, where 1,000 ports of Open vSwitch have the group. A switch in user
 * space takes longer to answer anything the more devices it has, so the agent's share is told by its processor time, and the whole
 * beside the tool that writes the very same flow.
 */
export async function benchOvsSecurityGroups(): Promise<readonly Finding[]> {
  const few = await costsAt(FEW)
  const many = await costsAt(MANY)
  const of = (what: 'rule' | 'member', name: string, budget: number): readonly Finding[] => {
    const bench = 'ovs security groups'
    const measure = `${name} of ${MANY.toLocaleString('en')} ports`
    const [one, other] = [many[what], few[what]]
    return [
      { bench, measure: `${measure}, processor time`, value: one.cpu, unit: 'ms', budget },
      {
        ...{ bench, measure: `${measure}, processor time`, value: one.cpu, unit: 'ms', budget: 1.5 },
        against: { what: `of ${String(FEW)}`, value: other.cpu },
      },
      {
        ...{ bench, measure: `${measure}, from event to switch`, value: one.whole, unit: 'ms', budget: 1 },
        against: { what: 'ovs-ofctl --bundle add-flows', value: one.tool },
      },
      { bench, measure: `${measure}: flow mods`, value: one.flowMods, unit: 'sent', budget: 1 },
      { bench, measure: `${measure}: bundles`, value: one.bundles, unit: 'sent', budget: 1 },
    ]
  }
  return [...of('rule', 'a rule of a group', 5), ...of('member', 'a member of a remote group', 2)]
}

async function costsAt(ports: number): Promise<Readonly<Record<'rule' | 'member', Cost>>> {
  const host = await ovsFilteringHost(ports)
  try {
    return {
      rule: await cost(host, securityGroupTopic(GROUP), groupRuleItem),
      member: await cost(host, securityMembersTopic(REMOTE), groupMemberItem),
    }
  } finally {
    await host.close()
  }
}

async function cost(host: OvsFilteringHost, topic: Topic, itemOf: (n: number) => FeedItem): Promise<Cost> {
  const { agent, front, room } = host
  const before = new Set(await flowsOf(host))
  const samples: { readonly cpu: number; readonly whole: number }[] = []
  for (const n of range(WARM_UP + ROUNDS)) {
    if (n === WARM_UP) {
      front.takeFlowMods()
      host.takeApplications()
    }
    const began = process.cpuUsage()
    const whole = await timed(async () => {
      const change = { type: 'change', topic, previous: n + 1, cursor: { epoch: 'e', rev: n + 2 } } as const
      agent.receive({ ...change, changes: [itemOf(1_000 + n)] })
      await agent.idle()
    })
    const { user, system } = process.cpuUsage(began)
    if (n >= WARM_UP) samples.push({ cpu: (user + system) / 1_000, whole })
  }
  const [flowMods, bundles] = [front.takeFlowMods().length / ROUNDS, host.takeApplications() / ROUNDS]
  const tool: number[] = []
  // The same flows again, which changes nothing.
  for (const flow of (await flowsOf(host)).filter((one) => !before.has(one)).slice(0, TOOL_ROUNDS))
    tool.push(await timed(() => room.ofctl(['add-flows', 'br-int', '-', '--bundle'], flow)))
  const middle = (what: 'cpu' | 'whole'): number => median(samples.map((sample) => sample[what]))
  return { cpu: middle('cpu'), whole: middle('whole'), tool: median(tool), flowMods, bundles }
}

/** Flows of rules and members, as the switch's own tool tells them. */
async function flowsOf({ room }: OvsFilteringHost): Promise<readonly string[]> {
  const tables = await Promise.all(
    [82, 84].map((table) => room.ofctl(['dump-flows', 'br-int', `table=${String(table)}`, '--no-stats'])),
  )
  return tables.flatMap((text) => text.split('\n').filter((line) => line.includes('actions=')))
}
