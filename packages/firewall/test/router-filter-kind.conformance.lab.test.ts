import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { type DeviceKind, type HostAccess, ownershipMark, silentLogger } from '@netloom/core'
import { afterAll } from 'vitest'
import { deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { describeDeviceKind, type DeviceKindFixture } from '@netloom/testing/conformance'
import { routerFilterKind } from '../src/agent/index.ts'
import type { RouterFilterState } from '../src/render/filter-state.ts'
import { renderRouter } from '../src/render/render-router.ts'
import { rule } from './lab/router-lab.ts'

interface Fixture extends DeviceKindFixture<RouterFilterState> {
  readonly end: () => Promise<void>
}

const POLICY = '33333333-0000-4000-8000-000000000001'

const made: string[] = []
/** Routers whose namespaces nobody uses: to make and delete one takes longer than most rules. */
const free: string[] = []
afterAll(() => deleteNamespaces(made))

/** The namespace of a router, as an L3 agent makes it. */
function makeRouter(): string {
  const routerId = randomUUID()
  const name = `qrouter-${routerId}`
  made.push(name)
  // One that names nobody is anybody's: other agents on this machine would clear it away.
  execFileSync('ip', ['netns', 'add', name])
  execFileSync('ip', ['-n', name, 'link', 'set', 'dev', 'lo', 'alias', ownershipMark('l3.kit', `router/${routerId}`)])
  return routerId
}

/** Routers that an L3 agent has made, and a firewall agent that has yet to come. */
async function open(): Promise<Fixture> {
  const agent = `firewall.kit-${randomBytes(3).toString('hex')}`
  const taken: string[] = []
  const take = (): string => {
    const routerId = free.pop() ?? makeRouter()
    taken.push(routerId)
    return routerId
  }
  const routers = new Map<number, string>()
  const theirs = take()
  const state = (index: number, adminStateUp = true): RouterFilterState => {
    const routerId = routers.get(index) ?? take()
    routers.set(index, routerId)
    const portId = routerId.replace(/^.{4}/, 'aaaa')
    const ports = [{ portId, adminStateUp, ingressPolicyId: POLICY, egressPolicyId: null }]
    const rules = new Map(
      [rule({ id: POLICY, protocol: 6, destinationPorts: [80, 90] })].map((one) => [one.id, one] as const),
    )
    const policies = new Map([[POLICY, { id: POLICY, ruleIds: [POLICY] }]])
    return renderRouter({ routerId, ports, policies, rules }, ownershipMark(agent, `router/${routerId}`))
  }
  const nft = (input: string): Promise<string> => runInNamespace(`qrouter-${theirs}`, ['nft', '-f', '-'], { input })
  const { access, close } = await hostOf(agent)
  const first = state(1)
  return {
    host: access,
    make: () => routerFilterKind(),
    state: (index) => state(index),
    changed: (index) => state(index, false),
    impossible: { ...first, namespace: `qrouter-${randomUUID()}` },
    plant: async () => {
      const other = ownershipMark('firewall.other', `router/${theirs}`)
      await nft(
        `add table inet netloom-firewall\nadd chain inet netloom-firewall forward { type filter hook forward priority 0; policy accept; comment "${other}"; }\n`,
      )
      await nft('add table inet filter\n')
    },
    foreign: () => runInNamespace(`qrouter-${theirs}`, ['nft', 'list', 'ruleset']).catch(() => ''),
    end: async () => {
      for (const routerId of taken) await access.nft('flush ruleset\n', { netns: `qrouter-${routerId}` })
      free.push(...taken)
      await close()
    },
  }
}

/** What kinds speak to on a real host. */
async function hostOf(agent: string): Promise<{ readonly access: HostAccess; readonly close: () => Promise<void> }> {
  let access: HostAccess | undefined
  const probe: DeviceKind = {
    ...routerFilterKind(),
    read: (host) => {
      access = host
      return Promise.resolve([])
    },
  }
  const host = kernelHost({ name: 'host1', agent, kinds: [probe], switchKinds: false, logger: silentLogger })
  await host.read()
  return { access: access!, close: () => host.close() }
}

describeDeviceKind('router-filter', {
  open,
  close: (fixture) => (fixture as unknown as Fixture).end(),
})
