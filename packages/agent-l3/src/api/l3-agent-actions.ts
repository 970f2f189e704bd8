import { type Action, ADMIN, agentResource, compile, type CompiledResource, idBody, render } from '@netloom/api'
import { mapInTurns } from '@netloom/core/kit'
import { routerResource } from './router.ts'

const router: CompiledResource = compile(routerResource)
const agent: CompiledResource = compile(agentResource)

/** `/agents/{id}/l3-routers`: which routers an L3 agent has. Neutron: extension `l3_agent_scheduler`. */
export const l3RouterActions: readonly Action[] = [
  {
    method: 'GET',
    path: ':id/l3-routers',
    summary: 'Routers that the L3 agent has',
    rule: 'get_l3-routers',
    policy: ADMIN,
    run: async ({ services: { routers, routerScheduling } }, context, { params: { id = '' } }) => {
      const found = await routers.getMany(await routerScheduling.routersOf(id))
      return { routers: await mapInTurns(found, (one) => render(router, one, context)) }
    },
  },
  {
    method: 'POST',
    path: ':id/l3-routers',
    summary: 'Have the L3 agent run a router',
    rule: 'create_l3-router',
    policy: ADMIN,
    body: idBody('router_id'),
    status: 201,
    run: async ({ services: { routerScheduling } }, _context, { params: { id = '' }, body }) => {
      await routerScheduling.add(id, body as string)
      return null
    },
  },
  {
    method: 'DELETE',
    path: ':id/l3-routers/:router',
    summary: 'Take a router from the L3 agent',
    rule: 'delete_l3-router',
    policy: ADMIN,
    status: 204,
    run: async ({ services: { routerScheduling } }, _context, { params: { id = '', router: routerId = '' } }) => {
      await routerScheduling.remove(id, routerId)
    },
  },
]

/** `/routers/{id}/l3-agents`: who has a router. */
export const l3AgentActions: readonly Action[] = [
  {
    method: 'GET',
    path: ':id/l3-agents',
    summary: 'L3 agents that have the router',
    rule: 'get_l3-agents',
    policy: ADMIN,
    run: async ({ services: { routers, routerScheduling } }, context, { params: { id = '' } }) => {
      await routers.get(context, id)
      const agents = await routerScheduling.agentsOf(id)
      const states = await routerScheduling.haStatesOf(id)
      return {
        agents: agents.map((one) => ({ ...render(agent, one, context), ha_state: states.get(one.id) ?? null })),
      }
    },
  },
]
