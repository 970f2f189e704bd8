import { randomBytes } from 'node:crypto'
import { Agent, ControllerConnection } from '@netloom/agent-runtime'
import { adminContext, agentMark, type Netloom, type Port, silentLogger } from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { type AgentFrame, channelPair, type ControllerFrame, networkTopic } from '@netloom/core/wire'
import { createNetloom } from '@netloom/ml2'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { l2population } from '@netloom/mech-l2pop'
import { linuxbridge } from '@netloom/mech-linuxbridge'
import { linuxBridgeRenderer, tapName, type LinuxBridgeRendererOptions } from '@netloom/mech-linuxbridge/agent'
import { sqliteStore } from '@netloom/store'
import { vxlan } from '@netloom/type-vxlan'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const isRoot = process.geteuid?.() === 0
const PREFIX = `nlt-rs${String(process.pid)}-${randomBytes(2).toString('hex')}`
const netns = (name: string): string => `${PREFIX}-${name}`
const admin = adminContext()
const PINGS = 4_000

type Options = Partial<LinuxBridgeRendererOptions>
const BEFORE: Options = { arpResponder: 'suppress' }
/** All that the kernel changes on a device that is there. */
const AFTER: Options = { arpResponder: 'off', ttl: 9, tos: 32 }

describe.runIf(isRoot)('two Linux bridge agents and a controller', () => {
  let store: Store
  let netloom: Netloom
  const running = new Map<number, () => Promise<void>>()
  const ports: Port[] = []

  async function startAgent(n: number, options: Options): Promise<void> {
    const name = `host${String(n)}`
    const agentName = agentMark('linuxbridge', name)
    const host = kernelHost({ name, agent: agentName, netns: netns(`h${String(n)}`), logger: silentLogger })
    const vtep = { localIp: `192.0.2.${String(n)}`, underlay: 'eth0', l2Population: true }
    const renderer = linuxBridgeRenderer({ ...vtep, ...options })
    const agent = new Agent({ host, renderer })
    await agent.start()
    const { agentType, binary, configurations } = renderer
    const connection = new ControllerConnection({
      agent,
      connect: [
        () => {
          const [agentEnd, controllerEnd] = channelPair<AgentFrame, ControllerFrame>()
          netloom.serveAgent(controllerEnd)
          return Promise.resolve(agentEnd)
        },
      ],
      report: { agentType, binary, host: name, configurations },
    })
    connection.open()
    running.set(n, async () => {
      connection.close()
      await agent.stop()
      await host.close()
    })
  }

  const run = (where: string, line: string): Promise<string> => runInNamespace(netns(where), line.split(' '))
  const active = async (): Promise<boolean> => {
    const all = await Promise.all(ports.map(({ id }) => netloom.ports.get(admin, id)))
    return all.every(({ status }) => status === 'ACTIVE')
  }

  const revisions = async (): Promise<readonly number[]> =>
    (await Promise.all(ports.map(({ id }) => netloom.ports.get(admin, id)))).map((port) => port.revisionNumber)

  beforeAll(async () => {
    await addNamespaces(['wire', 'h1', 'h2', 'v1', 'v2'].map(netns))
    await run('wire', 'ip link add name br0 type bridge forward_delay 0')
    await run('wire', 'ip link set br0 up')
    store = sqliteStore(':memory:')
    netloom = await createNetloom({
      modules: [vxlan({ vniRanges: [[100, 200]] }), linuxbridge(), l2population()],
      store,
      ml2: { projectNetworkTypes: ['vxlan'] },
    })
    const network = await netloom.networks.create(admin, { provider: { networkType: 'vxlan', segmentationId: 100 } })
    await netloom.subnets.create(admin, { networkId: network.id, cidr: '10.100.0.0/24' })
    for (const n of [1, 2]) {
      const id = String(n)
      await run('wire', `ip link add name p${id} type veth peer name eth0 netns ${netns(`h${id}`)}`)
      await run('wire', `ip link set p${id} master br0 up`)
      await run(`h${id}`, `ip addr add 192.0.2.${id}/24 dev eth0`)
      await run(`h${id}`, 'ip link set eth0 up')
      await startAgent(n, BEFORE)
    }
    await eventually(async () => (await netloom.agents.list()).length === 2)
    for (const n of [1, 2]) {
      const fixedIps = [{ ipAddress: `10.100.0.1${String(n)}` }]
      const port = await netloom.ports.create(admin, { networkId: network.id, host: `host${String(n)}`, fixedIps })
      ports.push(port)
      const [vm, tap] = [netns(`v${String(n)}`), tapName(port.id)]
      await run(
        `h${String(n)}`,
        `ip link add name ${tap} type veth peer name eth0 address ${port.macAddress} netns ${vm}`,
      )
      await run(`v${String(n)}`, `ip addr add 10.100.0.1${String(n)}/24 dev eth0`)
      await run(`v${String(n)}`, 'ip link set eth0 mtu 1450 up')
    }
    await eventually(active)
    await eventually(() =>
      run('v1', 'ping -c 1 -W 1 10.100.0.12').then(
        () => true,
        () => false,
      ),
    )
  })
  afterAll(async () => {
    for (const stop of running.values()) await stop()
    await netloom.close()
    await deleteNamespaces(['wire', 'h1', 'h2', 'v1', 'v2'].map(netns))
  })

  it('lose no ping at 1 ms while one restarts with every option changed that can be changed in place', async () => {
    const [head, before] = [await store.log.head(), await revisions()]
    const ping = run('v1', `ping -q -i 0.001 -c ${String(PINGS)} -W 2 10.100.0.12`)
    await running.get(2)?.()
    // As if an older version had made them: they are to be adopted.
    const bridge = (await run('h2', 'ip -br link show type bridge')).split(' ')[0] ?? ''
    for (const device of [bridge, 'vxlan-100'])
      await run('h2', `ip link set dev ${device} alias netloom:network/${ports[0]?.networkId ?? ''}`)
    await startAgent(2, AFTER)
    const changed = async (): Promise<boolean> => {
      const said = await run('h2', 'ip -d link show dev vxlan-100')
      return said.includes('ttl 9') && said.includes('netloom@linuxbridge.host2') && said.includes('neigh_suppress off')
    }
    await eventually(changed)
    expect(await ping).toContain(`${String(PINGS)} packets transmitted, ${String(PINGS)} received, 0% packet loss`)
    expect(await active()).toBe(true)
    const topic = networkTopic(ports[0]?.networkId ?? '')
    const withdrawn = (await store.log.read(head, 1_000, topic)).filter(({ body }) => body === null)
    expect(withdrawn).toEqual([])
    // Nothing was ever written to them, not even the same status again.
    expect(await revisions()).toEqual(before)
  })
})

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > until) throw new Error('not within 20 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
