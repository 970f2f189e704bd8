import { by, type L3Request, NOBODY } from '../request.ts'

const [admin, alice] = [by('admin'), by('alice')]

/** Where no L3 agent is. */
export const AGENTS: readonly L3Request[] = [
  admin('GET', '/routers/{{ra}}/l3-agents'),
  alice('GET', '/routers/{{ra}}/l3-agents'),
  admin('GET', `/routers/${NOBODY}/l3-agents`),
  admin('GET', `/agents/${NOBODY}/l3-routers`),
  alice('GET', `/agents/${NOBODY}/l3-routers`),
  admin('POST', `/agents/${NOBODY}/l3-routers`, { router_id: '{{ra}}' }),
  alice('POST', `/agents/${NOBODY}/l3-routers`, { router_id: '{{ra}}' }),
  admin('POST', `/agents/${NOBODY}/l3-routers`, {}),
  admin('DELETE', `/agents/${NOBODY}/l3-routers/{{ra}}`),
  alice('DELETE', `/agents/${NOBODY}/l3-routers/{{ra}}`),
]

const OURS = '/agents/{{agent}}/l3-routers'

/** Where one is: `{{agent}}`. */
export const SCHEDULING: readonly L3Request[] = [
  admin('POST', '/routers', { router: { name: 'rx' } }, 'rx'),
  alice('POST', OURS, { router_id: '{{rx}}' }),
  admin('POST', OURS, { router_id: '{{rx}}' }),
  admin('POST', OURS, { router_id: '{{rx}}' }),
  admin('POST', OURS, { router_id: NOBODY }),
  admin('POST', OURS, { router_id: 'x' }),
  admin('POST', OURS, { router_id: null }),
  admin('POST', OURS, {}),
  admin('POST', OURS, { foo: 1 }),
  admin('DELETE', `${OURS}/${NOBODY}`),
  admin('DELETE', `${OURS}/{{rx}}`),
  admin('DELETE', `${OURS}/{{rx}}`),
  alice('GET', OURS),
  admin('GET', `${OURS}/{{rx}}`),
  admin('PUT', `${OURS}/{{rx}}`, {}),
  admin('DELETE', '/routers/{{rx}}'),
]
