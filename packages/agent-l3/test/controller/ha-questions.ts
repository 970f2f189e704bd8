import type { L3Cloud, Shown } from './l3-cloud.ts'

export const HA = 'network:router_ha_interface'
export const INTERFACE = 'network:router_interface'

/** What tests ask of HA routers. */
export class HaQuestions {
  constructor(private readonly cloud: L3Cloud) {}

  idle(): Promise<void> {
    return this.cloud.netloom.services.routerScheduling.idle()
  }

  async haRouter(more: object = {}): Promise<string> {
    const { id } = await this.cloud.make('/routers', { router: { ha: true, project_id: 's1', ...more } })
    await this.idle()
    return String(id)
  }

  async portsOf(routerId: string): Promise<readonly Shown[]> {
    return (await this.cloud.call('GET', `/ports?device_id=${routerId}`)).body['ports'] ?? []
  }

  async hostsOf(routerId: string, owner: string): Promise<readonly unknown[]> {
    return (await this.portsOf(routerId))
      .filter((port) => port['device_owner'] === owner)
      .map((port) => port['binding:host_id'])
      .toSorted()
  }

  async haNetworks(who = 'admin'): Promise<readonly Shown[]> {
    const { networks = [] } = (await this.cloud.call('GET', '/networks', undefined, who)).body
    return networks.filter(({ name }) => String(name).startsWith('HA network tenant'))
  }

  async statesOf(routerId: string): Promise<readonly unknown[]> {
    return ((await this.cloud.call('GET', `/routers/${routerId}/l3-agents`)).body['agents'] ?? [])
      .map((agent) => [agent['host'], agent['ha_state']])
      .toSorted()
  }
}
