import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runAgent } from '@netloom/agent-runtime'
import { tapName, withController, type LabState } from 'netloom/lab'
import { simulatedHost } from '@netloom/dataplane'
import { openvswitchKinds, openvswitchRenderer } from '@netloom/mech-ovs/agent'
import { range } from './population.ts'
import { until } from './scratch.ts'

const NAME = 'crowd'
/** On the underlay of the lab, where nobody has it. */
const VTEP = '192.0.2.250'
const LINK_MS = 10_000
const AT_ONCE = 500

/** A host without kernel whose agent tells the lab's controller that its ports are wired. */
export interface RemotePorts {
  /** Ports of a network on it. */
  join(networkId: string, ports: number): Promise<void>
  close(): Promise<void>
}

/** Gives the real hosts of a lab as many remote ports as are wanted, without as many devices. */
export async function remotePorts(lab: LabState): Promise<RemotePorts> {
  // Never connected: a host without kernel uses only what is pure.
  const kinds = openvswitchKinds({ ovsdb: 'unix:/nonexistent/db.sock' })
  const host = simulatedHost({ name: NAME, kinds })
  const renderer = openvswitchRenderer({
    localIp: VTEP,
    tunnelTypes: ['vxlan'],
    l2Population: true,
    arpResponder: true,
    datapathType: 'netdev',
  })
  const token = (await readFile(join(lab.directory, 'agent-token'), 'utf8')).trim()
  const url = `ws://127.0.0.1:${String(lab.port)}/agent`
  const running = await runAgent({ host, renderer, controllers: [url], token, auditInterval: 0 })
  await until('the crowd is linked', LINK_MS, () => Promise.resolve(running.agent.isComplete || undefined))
  return {
    join: (networkId, count) =>
      withController(lab, async (client) => {
        const one = { network_id: networkId, 'binding:host_id': NAME, device_owner: 'compute:nova' }
        for (let left = count; left > 0; left -= AT_ONCE) {
          const ports = await client.ports.createMany(range(Math.min(left, AT_ONCE)).map(() => one))
          for (const { id } of ports) host.plug(tapName(id))
        }
      }),
    close: () => running.stop(),
  }
}
