import { DesiredTable } from '@netloom/agent-runtime'
import type { Host, Rendered, Step } from '@netloom/core'
import type { PortItem } from '@netloom/core/wire'
import { OWN, PAIR } from '@netloom/testing/lab'
import { openvswitchFirewall, openvswitchRenderer } from '../../src/agent/index.ts'
import type { OvsSwitch } from '../../src/agent/kinds/ovs-switch.ts'
import type { SwitchHost } from '../switch-host.ts'
import { network, port } from '../view.ts'

export const NETWORK = network({ networkType: 'local' })
export const GUARDED: PortItem = port({
  macAddress: OWN.mac,
  fixedIps: [OWN.ip, OWN.ip6].map((ipAddress) => ({ subnetId: 's', ipAddress })),
  allowedAddressPairs: [{ ipAddress: PAIR.prefix, macAddress: PAIR.mac }],
})
/** A neighbour that nobody watches. */
export const FREE: PortItem = port({
  id: '4030fc1a-71b1-461b-894a-61849086ad29',
  macAddress: 'fa:16:3e:00:00:06',
  fixedIps: ['10.0.0.6', 'fd00::6'].map((ipAddress) => ({ subnetId: 's', ipAddress })),
  portSecurityEnabled: false,
})
export const tapOf = ({ id }: PortItem): string => `tap${id.slice(0, 11)}`

const renderer = openvswitchRenderer({ datapathType: 'netdev' })
const firewall = openvswitchFirewall()

/** What an agent does for some ports of one switch, step by step. */
export class GuardAgent {
  readonly host: Host
  readonly ovs: OvsSwitch
  private readonly table: DesiredTable

  constructor(lab: SwitchHost) {
    ;({ host: this.host, ovs: this.ovs } = lab.open())
    this.table = new DesiredTable(this.host.kinds)
    this.set('base', renderer.base?.() ?? [])
    this.set('network', renderer.network(NETWORK))
  }

  want(...items: readonly PortItem[]): void {
    for (const item of items)
      this.set(`port/${item.id}`, [...firewall.port(item, NETWORK), ...renderer.attachment(item, NETWORK)])
  }

  /** Reads the host first, as after a start, when asked to; returns the steps that were taken. @throws {Error} naming steps that failed. */
  async turn(look = false): Promise<readonly Step[]> {
    if (look) this.table.observe(await this.host.read())
    const plan = this.table.plan('all', { present: () => true, confirmed: true })
    const failed = this.table.settle(plan, await this.host.apply(plan.steps))
    if (failed.length > 0) throw new Error(failed.map(({ step, error }) => `${step.key}: ${error}`).join('\n'))
    return plan.steps
  }

  /** A turn that gets no further than flows; returns how many it changed. */
  async flows(look = false): Promise<number> {
    if (look) this.table.observe(await this.host.read())
    const plan = this.table.plan('all', { present: () => true, confirmed: true })
    const steps = plan.steps.filter(({ key }) => key.startsWith('ovs-flow '))
    const failed = this.table.settle({ ...plan, steps }, await this.host.apply(steps))
    if (failed.length > 0) throw new Error(failed.map(({ step, error }) => `${step.key}: ${error}`).join('\n'))
    return steps.length
  }

  async spoofs(): Promise<Readonly<Record<string, number>>> {
    const counts = (await this.host.spoofs?.()) ?? []
    return Object.fromEntries(counts.map(({ portId, what, packets }) => [`${portId.slice(0, 4)} ${what}`, packets]))
  }

  private set(unit: string, rendered: readonly Rendered[]): void {
    this.table.set(
      unit,
      rendered.map(({ state, rule }) => ({ state, cause: { object: unit, revision: 1, rule } })),
    )
  }
}
