import { DesiredTable } from '@netloom/agent-runtime'
import type { Host, Rendered, SwitchRenderer } from '@netloom/core'
import type { MemberItem, NetworkItem } from '@netloom/core/wire'
import { linuxBridgeRenderer, tapName, type ArpResponder } from '../src/agent/index.ts'
import { LabUnderlay } from './lab-underlay.ts'
import { port } from './view.ts'

export const VMS = [1, 2, 3].map((n) => ({
  n,
  portId: `${String(n)}f2d7b47-c411-4858-b339-121cf26ec725`,
  mac: `fa:16:3e:00:00:0${String(n)}`,
  ip: `10.100.0.${String(n)}`,
  ip6: `fd00:100::${String(n)}`,
}))

const memberOf = (n: number): MemberItem => ({
  host: `host${String(n)}`,
  vtep: `192.0.2.${String(n)}`,
  networkType: 'vxlan',
  segmentationId: 100,
})

/** One network on three hosts with a VM each, as their agents would keep it. */
export class LabNetwork {
  private readonly agents = new Map<number, { readonly renderer: SwitchRenderer; readonly table: DesiredTable }>()
  private readonly names = new Map<number, string>()

  private constructor(readonly lab: LabUnderlay) {}

  /** `bypass`: see the renderer's option. */
  static async open(responders: readonly ArpResponder[], item: NetworkItem, bypass = true): Promise<LabNetwork> {
    const cloud = new LabNetwork(await LabUnderlay.open(3))
    for (const { n, portId, mac, ip, ip6 } of VMS) {
      cloud.names.set(n, await cloud.lab.boot(n, tapName(portId), mac, ip, true))
      await cloud.inVm(n, 'ip', 'addr', 'add', `${ip6}/64`, 'dev', 'eth0', 'nodad')
      const renderer = linuxBridgeRenderer({
        localIp: `192.0.2.${String(n)}`,
        underlay: 'eth0',
        l2Population: true,
        bypass,
        arpResponder: responders[n - 1] ?? 'auto',
      })
      cloud.agents.set(n, { renderer, table: new DesiredTable(cloud.lab.host(n).kinds) })
    }
    await cloud.become(item)
    return cloud
  }

  /** All agents hear of the network. Returns the keys of the steps that host 1 took. */
  async become(item: NetworkItem): Promise<readonly string[]> {
    const steps = await Promise.all([...this.agents.keys()].map((n) => this.sync(n, item)))
    return steps[0] ?? []
  }

  vm(n: number): string {
    return this.names.get(n) ?? ''
  }

  inVm(n: number, ...command: string[]): Promise<string> {
    return this.lab.run(this.vm(n), ...command)
  }

  close(): Promise<void> {
    return this.lab.close()
  }

  private async sync(n: number, item: NetworkItem): Promise<readonly string[]> {
    const agent = this.agents.get(n)
    if (agent === undefined) return []
    const { renderer, table } = agent
    const demand = (unit: string, rendered: readonly Rendered[]): void => {
      const cause = { object: unit, revision: 1 }
      table.set(
        unit,
        rendered.map(({ state, rule }) => ({ state, cause: { ...cause, rule } })),
      )
    }
    demand('network', renderer.network(item))
    for (const { n: at, portId, mac, ip, ip6 } of VMS) {
      const fixedIps = [ip, ip6].map((ipAddress) => ({ subnetId: 'subnet', ipAddress }))
      if (at === n) demand('port here', renderer.attachment(port({ id: portId, macAddress: mac, fixedIps }), item))
      demand(`member ${String(at)}`, renderer.member(memberOf(at), item))
      const entry = { ...memberOf(at), portId, macAddress: mac, ipAddresses: [ip, ip6] }
      demand(`port ${String(at)}`, renderer.population(entry, item))
    }
    return settle(table, this.lab.host(n))
  }
}

async function settle(table: DesiredTable, host: Host): Promise<readonly string[]> {
  const plan = table.plan('all', { present: () => true, confirmed: true })
  const failed = table.settle(plan, await host.apply(plan.steps))
  if (failed.length > 0) throw new Error(JSON.stringify(failed))
  return plan.steps.map(({ key }) => key)
}
