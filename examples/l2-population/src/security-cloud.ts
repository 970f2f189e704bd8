import { labBoot, labUp, withController, type ShownTrace, type TraceRequest } from 'netloom/lab'
import { apiSender, idOf } from './api-sender.ts'
import { traceUntil } from './trace-until.ts'

/** A lab of two hosts with one network, and what of Neutron's API makes groups. */
export interface SecurityCloud {
  /** Boots an instance; returns its port. */
  boot(name: string, host: string): Promise<string>
  /** Returns the id of a new group. */
  group(name: string): Promise<string>
  /** Lets packets into a group; returns the rule's id. */
  allow(groupId: string, rule: Readonly<Record<string, unknown>>): Promise<string>
  /** Puts a port into groups instead of those that it has. */
  setGroups(portId: string, groupIds: readonly string[]): Promise<void>
  /** Groups that a port is in. */
  groupsOf(portId: string): Promise<readonly string[]>
  /** Traces and sends a packet, until hosts have what makes it end so, or some seconds are over. */
  trace(request: TraceRequest, verdict: ShownTrace['verdict']): Promise<ShownTrace>
}

const NETWORK = 'blue'

export async function securityCloud(lab: string): Promise<SecurityCloud> {
  const state = await labUp({ name: lab, hosts: 2, dhcp: false })
  await withController(state, async (client) => {
    const { id } = await client.networks.create({ name: NETWORK })
    await client.subnets.create({ network_id: id, ip_version: 4, cidr: '172.16.100.0/24' })
  })
  const send = await apiSender(lab)
  return {
    boot: async (name, host) => (await labBoot({ lab, name, network: NETWORK, host })).portId,
    group: async (name) => idOf(await send('POST', 'security-groups', { security_group: { name } })),
    allow: async (groupId, rule) => {
      const body = { security_group_rule: { security_group_id: groupId, direction: 'ingress', ...rule } }
      return idOf(await send('POST', 'security-group-rules', body))
    },
    setGroups: async (portId, groupIds) => {
      await send('PUT', `ports/${portId}`, { port: { security_groups: groupIds } })
    },
    groupsOf: async (portId) => (await send('GET', `ports/${portId}`))['security_groups'] as readonly string[],
    trace: (request, verdict) => traceUntil(lab, request, verdict),
  }
}
