import {
  type Action,
  hostRoutes,
  HttpBadRequestError,
  InvalidValue,
  isDictionary,
  MEMBER,
  pythonText,
  requireUuid,
  schemaOf,
  UUID_SCHEMA,
  value,
} from '@netloom/api'
import type { HostRoute, Netloom, RequestContext } from '@netloom/core'
import type { z } from 'zod'
import type { InterfaceRequest, Router, RouterInterface } from '../controller/index.ts'
import { interfaceProblem } from './interface-problem.ts'

/** Body of `add_router_interface` and its counterpart. */
const interfaceBody: z.ZodType = value((given) => given, {
  type: 'object',
  properties: { port_id: UUID_SCHEMA, subnet_id: UUID_SCHEMA },
})

/** What the two ids mean together is the service's to say. A router that is not there comes before a body that is wrong. */
async function interfaceRequest(
  { services: { routers } }: Netloom,
  context: RequestContext,
  id: string,
  body: unknown,
): Promise<InterfaceRequest> {
  const { port_id: port, subnet_id: subnet } = isDictionary(body) ? body : {}
  try {
    return { ...idAs('portId', port), ...idAs('subnetId', subnet) }
  } catch (error) {
    await routers.get(context, id)
    throw error
  }
}

function idAs(field: keyof InterfaceRequest, given: unknown): InterfaceRequest {
  if (given === undefined) return {}
  try {
    return { [field]: requireUuid(given) }
  } catch (error) {
    throw error instanceof InvalidValue ? interfaceProblem(error.message) : error
  }
}

/** `{ router: { routes: […] } }` */
const routesBody: z.ZodType<readonly HostRoute[]> = value(
  (given) => {
    const router: unknown = isDictionary(given) ? given['router'] : undefined
    const routes: unknown = isDictionary(router) ? router['routes'] : undefined
    if (routes === undefined) throw new HttpBadRequestError("Invalid input: 'router' with 'routes' is required")
    try {
      return hostRoutes.parse(routes)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      throw new HttpBadRequestError(`Invalid input for routes. Reason: ${pythonText(error.message)}.`)
    }
  },
  {
    type: 'object',
    properties: { router: { type: 'object', properties: { routes: schemaOf(hostRoutes) }, required: ['routes'] } },
    required: ['router'],
  },
)

const change = { method: 'PUT', policy: MEMBER, asksObject: true } as const
/** The service finds the router itself, and only among those of the caller's project. */
const changeInterfaces = { ...change, asksObject: 'refused' } as const

/** What is done with a router beside reading and writing it. */
export const routerActions = (show: (router: Router, context: RequestContext) => object): readonly Action[] => [
  {
    ...changeInterfaces,
    path: ':id/add_router_interface',
    summary: 'Connect the router with a subnet, or with a port',
    rule: 'add_router_interface',
    body: interfaceBody,
    run: async (netloom, context, { params: { id = '' }, body }) => {
      const request = await interfaceRequest(netloom, context, id, body)
      return asAnswer(await netloom.services.routers.addInterface(context, id, request))
    },
  },
  {
    ...changeInterfaces,
    path: ':id/remove_router_interface',
    summary: 'Disconnect the router from a subnet, or from a port',
    rule: 'remove_router_interface',
    body: interfaceBody,
    run: async (netloom, context, { params: { id = '' }, body }) => {
      const request = await interfaceRequest(netloom, context, id, body)
      return asAnswer(await netloom.services.routers.removeInterface(context, id, request))
    },
  },
  {
    ...change,
    path: ':id/add_extraroutes',
    summary: 'Add routes beside those that are there',
    rule: 'add_extraroutes',
    body: routesBody,
    run: async ({ services: { routers } }, context, { params: { id = '' }, body }) => ({
      router: show(await routers.addRoutes(context, id, body as readonly HostRoute[]), context),
    }),
  },
  {
    ...change,
    path: ':id/remove_extraroutes',
    summary: 'Remove routes; those that are not there are none',
    rule: 'remove_extraroutes',
    body: routesBody,
    run: async ({ services: { routers } }, context, { params: { id = '' }, body }) => ({
      router: show(await routers.removeRoutes(context, id, body as readonly HostRoute[]), context),
    }),
  },
]

function asAnswer({ routerId, projectId, portId, networkId, subnetIds }: RouterInterface): object {
  return {
    id: routerId,
    tenant_id: projectId,
    project_id: projectId,
    port_id: portId,
    network_id: networkId,
    subnet_id: subnetIds[0] ?? null,
    subnet_ids: subnetIds,
  }
}
