import {
  apiEndpoint,
  labBoot,
  labTrace,
  labUp,
  requireLab,
  withController,
  type ShownTrace,
  type TraceRequest,
} from 'netloom/lab'

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
const PATIENCE_MS = 5_000

export async function securityCloud(lab: string): Promise<SecurityCloud> {
  const state = await labUp({ name: lab, hosts: 2, dhcp: false })
  await withController(state, async (client) => {
    const { id } = await client.networks.create({ name: NETWORK })
    await client.subnets.create({ network_id: id, ip_version: 4, cidr: '172.16.100.0/24' })
  })
  const { url, token } = await apiEndpoint(await requireLab(lab))
  const send = async (method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await fetch(`${url}/v2.0/${path}`, {
      method,
      headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
    return Object.values((await answer.json()) as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[0] ?? {}
  }
  const idOf = (shown: Readonly<Record<string, unknown>>): string => String(shown['id'])
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
    trace: async (request, verdict) => {
      const deadline = performance.now() + PATIENCE_MS
      for (;;) {
        const shown = await labTrace(request, { lab, live: true })
        const isSo = shown.verdict === verdict && shown.live?.agrees === true
        if (isSo || performance.now() > deadline) return shown
      }
    },
  }
}
