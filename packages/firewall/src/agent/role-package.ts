import { agentMark, type RolePackage } from '@netloom/core'
import { firewallRole } from './firewall-role.ts'
import { routerFilterKind } from './router-filter-kind.ts'

/** `netloom agent --role firewall`: beside the agent that makes the routers. */
export const rolePackage: RolePackage = {
  name: 'firewall',
  readOptions: () => ({}),
  compose: ({ host }) => {
    const agent = agentMark('firewall', host)
    return Promise.resolve({ agent, role: firewallRole(agent), kinds: [routerFilterKind()], switchKinds: false })
  },
}
