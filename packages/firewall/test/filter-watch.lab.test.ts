import { readdir, readFile } from 'node:fs/promises'
import { agentMark, type FeedItem, type Host, silentLogger } from '@netloom/core'
import { Agent } from '@netloom/agent-runtime'
import { kernelHost } from '@netloom/dataplane'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { firewallRole, routerFilterKind } from '../src/agent/index.ts'
import { firewallRouterTopic, firewallTopic } from '../src/wire/firewall-topics.ts'
import { RouterLab } from './lab/router-lab.ts'

const POLICY = '33333333-0000-4000-8000-000000000001'
const HOST = 'host1'

let lab: RouterLab
let running: { readonly agent: Agent; readonly host: Host } | undefined
let rev = 0

beforeAll(async () => {
  lab = await RouterLab.open()
})
afterEach(() => stop())
afterAll(() => lab.close())

/** A firewall agent whose controller says that nothing may go to network b. */
async function start(): Promise<Agent> {
  const mark = agentMark('firewall', HOST)
  const kinds = [routerFilterKind()]
  const host = kernelHost({ name: HOST, agent: mark, netns: lab.a, kinds, switchKinds: false, logger: silentLogger })
  const agent = new Agent({ host, role: firewallRole(mark), auditInterval: 0 })
  running = { agent, host }
  await agent.start()
  const cursor = (): { readonly epoch: string; readonly rev: number } => ({ epoch: 'fed', rev: (rev += 1) })
  const item = (key: string, body: object): FeedItem => ({ key, revision: 1, body })
  const { routerId, ports } = lab
  const root = firewallTopic(HOST)
  agent.receive({ type: 'snapshot', topic: root, cursor: cursor(), items: [item(`router/${routerId}`, { routerId })] })
  await agent.idle()
  agent.receive({
    ...{ type: 'snapshot', topic: firewallRouterTopic(routerId), cursor: cursor() },
    items: [
      item('router', { routerId, token: '44444444-0000-4000-8000-000000000001' }),
      item(`policy/${POLICY}`, { id: POLICY, ruleIds: [] }),
      item(`port/${ports.b}`, { portId: ports.b, adminStateUp: true, ingressPolicyId: POLICY, egressPolicyId: POLICY }),
    ],
  })
  await agent.idle()
  return agent
}

/** As if killed: nothing on the host changes. */
async function stop(): Promise<void> {
  await running?.agent.stop()
  await running?.host.close()
  running = undefined
}

const pings = (): Promise<boolean> =>
  lab.in(lab.a, 'ping', '-c', '1', '-W', '1', '10.2.0.2').then(
    () => true,
    () => false,
  )

/** Processes that this one has started and not ended. */
async function children(): Promise<readonly string[]> {
  const own = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(own.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.slice(line.lastIndexOf(')')).split(' ')[2] === String(process.pid))
}

it('has no process for each router that it filters', async () => {
  expect(await pings()).toBe(true)
  await start()
  expect(await pings()).toBe(false)
  expect((await children()).filter((line) => /nft|nsenter|setpriv/.test(line))).toEqual([])
})

it('filters again within seconds when somebody flushes the ruleset', async () => {
  await start()
  await lab.inRouter('nft', 'flush', 'ruleset')
  await expect.poll(pings, { timeout: 5_000, interval: 100 }).toBe(false)
})

it('does so, too, when it was started anew and found all in place', async () => {
  await start()
  await stop()
  const agent = await start()
  expect(agent.plan().steps).toEqual([])
  await lab.inRouter('nft', 'flush', 'ruleset')
  await expect.poll(() => lab.inRouter('nft', 'list', 'tables'), { timeout: 5_000 }).toContain('netloom-firewall')
  expect(await pings()).toBe(false)
})

it('mends one rule that somebody takes away, and keeps its hands off tables of others', async () => {
  await start()
  await lab.inRouter('nft', 'add', 'table', 'inet', 'theirs')
  await lab.inRouter('nft', 'flush', 'chain', 'inet', 'netloom-firewall', 'judge')
  await expect.poll(pings, { timeout: 5_000, interval: 100 }).toBe(false)
  expect(await lab.inRouter('nft', 'list', 'tables')).toContain('theirs')
  await lab.inRouter('nft', 'delete', 'table', 'inet', 'theirs')
})
