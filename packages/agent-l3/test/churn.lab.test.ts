import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agentMark, type FeedItem, type Host, silentLogger } from '@netloom/core'
import { Agent } from '@netloom/agent-runtime'
import { addNamespaces, deleteNamespaces, kernelHost, listNamespaces, runInNamespace } from '@netloom/dataplane'
import { l3Role, routerKinds } from '../src/agent/index.ts'
import { namespaceOf } from '../src/render/names.ts'
import { assignmentKey, interfaceKey, l3Topic, routerTopic } from '../src/wire/router-topics.ts'
import { address, EXTERNAL, floatingIp, item } from './routed-host.ts'

const isRoot = process.geteuid?.() === 0
/** Routers, and how many of them are there at a time. */
const [ALL, AT_A_TIME] = [200, 40]
const name = `host-${randomUUID().slice(0, 8)}`
const netns = `nlr-${randomUUID().slice(0, 8)}`

const link = (kind: 'internal' | 'gateway', prefix: string): FeedItem => {
  const portId = randomUUID()
  const own = address(`${prefix}.10`, `${prefix}.0/24`, `${prefix}.1`)
  return item(interfaceKey(portId), {
    ...{ portId, kind, networkId: EXTERNAL, macAddress: 'fa:16:3e:00:00:0c', mtu: 1450, adminStateUp: true },
    ...{ addresses: [own], onLink: [] },
  })
}

describe.runIf(isRoot)('two hundred routers that come to a host and leave it', () => {
  let host: Host
  let agent: Agent
  let rev = 0
  const cursor = (): { readonly epoch: string; readonly rev: number } => ({ epoch: 'fed', rev: (rev += 1) })

  beforeAll(async () => {
    await addNamespaces([netns])
    host = kernelHost({
      ...{ name, agent: agentMark('l3', name), netns, kinds: routerKinds(), switchKinds: false },
      logger: silentLogger,
    })
    agent = new Agent({ host, role: l3Role(), auditInterval: 0 })
    await agent.start()
  })
  afterAll(async () => {
    await agent.stop()
    await host.close()
    await deleteNamespaces([netns, ...(await ours())])
  })

  const made: string[] = []
  const ours = async (): Promise<readonly string[]> => {
    const names = new Set(made.map(namespaceOf))
    return (await listNamespaces('qrouter-')).filter((one) => names.has(one))
  }
  const serve = async (routers: ReadonlyMap<string, readonly FeedItem[]>): Promise<void> => {
    const assigned = [...routers.keys()].map((routerId) => item(assignmentKey(routerId), { routerId }))
    agent.receive({ type: 'snapshot', topic: l3Topic(name), cursor: cursor(), items: assigned })
    await agent.idle()
    for (const [id, items] of routers)
      agent.receive({ type: 'snapshot', topic: routerTopic(id), cursor: cursor(), items })
    await agent.idle()
  }
  const router = (id: string): readonly FeedItem[] => [
    item('router', { id, projectId: 'p', adminStateUp: true, enableSnat: true, routes: [] }),
    link('internal', '10.1.0'),
    link('gateway', '203.0.113'),
    floatingIp(randomUUID(), '203.0.113.20', '10.1.0.5'),
  ]
  const traces = async (): Promise<object> => ({
    descriptors: (await readdir('/proc/self/fd')).length,
    links: (JSON.parse(await runInNamespace(netns, ['ip', '-j', 'link', 'show'])) as object[]).length,
    namespaces: (await ours()).length,
  })

  it('leave no descriptor, no link and no namespace behind', { timeout: 120_000 }, async () => {
    const round = async (count: number): Promise<void> => {
      const ids = Array.from({ length: count }, () => randomUUID())
      made.push(...ids)
      await serve(new Map(ids.map((id) => [id, router(id)])))
      expect(agent.plan().steps).toEqual([])
      expect(await ours()).toHaveLength(count)
      await serve(new Map())
      expect(agent.plan().steps).toEqual([])
    }
    // What is opened once for all is open from here on.
    await round(1)
    const before = await traces()
    for (let done = 0; done < ALL; done += AT_A_TIME) await round(AT_A_TIME)
    // The last sockets are closed by threads of the pool.
    await expect.poll(traces, { timeout: 10_000 }).toEqual(before)
  })
})
