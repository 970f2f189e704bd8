import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedItem } from '@netloom/core'
import { DHCP_PORT_OWNER, dhcpDeviceId } from '@netloom/core/dhcp'
import { addNamespaces, deleteNamespaces, listNamespaces, runInNamespace } from '@netloom/dataplane'
import { StandaloneDhcpAgent } from '@netloom/testing'
import { footprint } from '@netloom/testing/lab'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dhcpRole, dnsmasqDriver } from '../src/agent/index.ts'
import { namespaceOf, tapOf } from '../src/index.ts'
import { port, subnet } from './served-host.ts'

/** Another one in each process: what two agents of one name find on a machine is either's. */
const HOST = `host-${randomUUID().slice(0, 8)}`
const NETWORKS = 200
/** Networks that are there at the same time. */
const AT_ONCE = 50
/** Those of them that have a dnsmasq: starting one takes as long as all the rest of a network. */
const SERVERS = 5

const netns = `nlt-${randomUUID().slice(0, 8)}`
let directory: string
let agent: StandaloneDhcpAgent
const all: string[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'netloom-churn-'))
  await addNamespaces([netns])
})
afterAll(async () => {
  await agent.stop()
  const left = new Set(await listNamespaces('qdhcp-'))
  await deleteNamespaces([netns, ...all.map(namespaceOf).filter((name) => left.has(name))])
  await rm(directory, { recursive: true, force: true })
})

/** With a server for IPv4; without, guests configure themselves, and all else is as with one. */
function networkOf(id: string, hasServer: boolean): readonly FeedItem[] {
  const subnetId = randomUUID()
  const v6 = { ipVersion: 6, cidr: '2001:db8::/64', gatewayIp: '2001:db8::1', ipv6AddressMode: 'slaac' } as const
  const own = {
    id: `${id.slice(0, 8)}-0000-4000-8000-00000000d4c9`,
    macAddress: 'fa:16:3e:00:00:01',
    deviceOwner: DHCP_PORT_OWNER,
    deviceId: dhcpDeviceId(HOST, id),
    fixedIps: [{ subnetId, ipAddress: hasServer ? '10.0.0.2' : '2001:db8::2' }],
  }
  const body = { id, adminStateUp: true, mtu: 1400, dnsDomain: '', leaseDuration: 3600 }
  return [{ key: 'network', revision: 1, body }, subnet(subnetId, hasServer ? {} : v6), port(own)]
}

it('leaves no descriptor, link, namespace, process or file behind after 200 networks came and went', async () => {
  const driver = dnsmasqDriver({ directory: join(directory, 'dhcp') })
  agent = await StandaloneDhcpAgent.start({ host: HOST, netns, driver, role: dhcpRole })
  // Once, so that the tools that stay have been started.
  const round = async (count: number): Promise<void> => {
    const ids = Array.from({ length: count }, () => randomUUID())
    all.push(...ids)
    await agent.assign(ids)
    await agent.tell(ids.map((id, at) => [id, networkOf(id, at < SERVERS)]))
    expect(footprint(netns).links).toEqual(expect.arrayContaining(ids.map((id) => tapOf(`${id.slice(0, 8)}-0000`))))
    await agent.assign([])
  }
  await round(1)
  const before = footprint(netns)
  for (let made = 0; made < NETWORKS; made += AT_ONCE) await round(AT_ONCE)
  // The kernel lets go of namespaces in a queue of its own, behind those of everybody else.
  await expect.poll(() => footprint(netns), { timeout: 60_000 }).toEqual(before)
  expect(before.links).toEqual(['lo'])
  const left = new Set(await listNamespaces('qdhcp-'))
  expect(all.filter((id) => left.has(namespaceOf(id)))).toEqual([])
  expect(await readdir(join(directory, 'dhcp'))).toEqual([])
  expect(agent.agent.plan().steps).toEqual([])
}, 180_000)

it('finds and removes a pair whose namespace was deleted while somebody had it open', async () => {
  const id = randomUUID()
  all.push(id)
  await agent.assign([id])
  await agent.tell([[id, networkOf(id, true)]])
  const before = footprint(netns)
  // Somebody holds the namespace; its name goes, and nobody tells the agent, which then loses the network.
  const sleeper = runInNamespace(namespaceOf(id), ['sleep', '20'], { timeoutMs: 20_000 }).catch(() => '')
  await agent.stop()
  const holder = await holderOf(namespaceOf(id))
  await runInNamespace(netns, ['ip', 'netns', 'del', namespaceOf(id)]).catch(() => '')
  const driver = dnsmasqDriver({ directory: join(directory, 'dhcp') })
  agent = await StandaloneDhcpAgent.start({ host: HOST, netns, driver, role: dhcpRole })
  await agent.assign([])
  expect(footprint(netns).links).toEqual(['lo'])
  expect(before.links).toContain(tapOf(`${id.slice(0, 8)}-0000`))
  process.kill(holder, 'SIGKILL')
  await sleeper
})

it('leaves a network to the agent that serves it when another agent of the same host is given it, too', async () => {
  const [mine, others] = [randomUUID(), randomUUID()]
  all.push(mine, others)
  const tell = async (to: StandaloneDhcpAgent, ids: readonly string[]): Promise<void> => {
    await to.assign(ids)
    await to.tell(ids.map((id) => [id, networkOf(id, true)]))
  }
  await tell(agent, [mine])
  const before = footprint(netns)
  // The same folder, too.
  const second = dnsmasqDriver({ directory: join(directory, 'dhcp') })
  const rival = await StandaloneDhcpAgent.start({
    host: HOST,
    netns,
    driver: second,
    role: dhcpRole,
    agent: 'dhcp.host2',
  })
  await tell(rival, [others])
  await tell(rival, [mine, others])
  await rival.agent.audit()
  await agent.agent.audit()
  expect(agent.agent.plan().steps).toEqual([])
  expect(rival.agent.parts.table.explain(`service-namespace ${namespaceOf(mine)}`)?.status).toBe('missing')
  expect(rival.agent.plan().steps.every(({ key }) => key.includes(mine) || key.includes(mine.slice(0, 8)))).toBe(true)
  await rival.assign([])
  await agent.agent.audit()
  await rival.stop()
  expect(footprint(netns).links).toEqual(before.links)
  expect(agent.agent.plan().steps).toEqual([])
  await agent.assign([])
  expect(footprint(netns).links).toEqual(['lo'])
})

async function holderOf(name: string): Promise<number> {
  for (;;) {
    const pids = (await runInNamespace(netns, ['ip', 'netns', 'pids', name])).split('\n').filter((pid) => pid !== '')
    for (const pid of pids) {
      const line = await runInNamespace(netns, ['cat', `/proc/${pid}/cmdline`]).catch(() => '')
      if (line.startsWith('sleep')) return Number(pid)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
