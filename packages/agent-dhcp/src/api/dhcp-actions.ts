import {
  type Action,
  ADMIN,
  agentResource,
  compile,
  type CompiledResource,
  idBody,
  networkResource,
  render,
} from '@netloom/api'
import { mapInTurns } from '@netloom/core/kit'
// The type of `netloom.services.dhcp`.
import type {} from '../controller/dhcp-service.ts'

/** Networks that are asked for at once. */
const NAMED = 250

const network: CompiledResource = compile(networkResource)
const agent: CompiledResource = compile(agentResource)

/** `/agents/{id}/dhcp-networks`: which networks a DHCP agent serves. Neutron: extension `dhcp_agent_scheduler`. */
export const dhcpNetworkActions: readonly Action[] = [
  {
    method: 'GET',
    path: ':id/dhcp-networks',
    summary: 'Networks that the DHCP agent serves',
    rule: 'get_dhcp-networks',
    policy: ADMIN,
    run: async ({ services: { dhcp }, networks }, context, { params: { id = '' } }) => {
      const ids = await dhcp.networksOf(id)
      const shown: object[] = []
      // an agent may serve more networks than a statement can name
      for (let at = 0; at < ids.length; at += NAMED) {
        const found = await networks.list(context, { id: ids.slice(at, at + NAMED) })
        shown.push(...(await mapInTurns(found, (one) => render(network, one, context))))
      }
      return { networks: shown }
    },
  },
  {
    method: 'POST',
    path: ':id/dhcp-networks',
    summary: 'Have the DHCP agent serve a network, too',
    rule: 'create_dhcp-network',
    policy: ADMIN,
    body: idBody('network_id'),
    status: 201,
    run: async ({ services: { dhcp } }, _context, { params: { id = '' }, body }) => {
      await dhcp.add(id, body as string)
      return null
    },
  },
  {
    method: 'DELETE',
    path: ':id/dhcp-networks/:network',
    summary: 'Take a network from the DHCP agent',
    rule: 'delete_dhcp-network',
    policy: ADMIN,
    status: 204,
    run: async ({ services: { dhcp } }, _context, { params: { id = '', network: networkId = '' } }) => {
      await dhcp.remove(id, networkId)
    },
  },
]

/** `/networks/{id}/dhcp-agents`: who serves a network. */
export const dhcpAgentActions: readonly Action[] = [
  {
    method: 'GET',
    path: ':id/dhcp-agents',
    summary: 'DHCP agents that serve the network',
    rule: 'get_dhcp-agents',
    policy: ADMIN,
    run: async ({ services: { dhcp }, networks }, context, { params: { id = '' } }) => {
      await networks.get(context, id)
      return { agents: (await dhcp.agentsOf(id)).map((one) => render(agent, one, context)) }
    },
  },
]
