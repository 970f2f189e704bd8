import { AGENTS, SCHEDULING } from './cases/agents.ts'
import { FLOATING_IPS } from './cases/floating-ips.ts'
import { FORWARDINGS } from './cases/forwardings.ts'
import { TENANTS } from './cases/ground.ts'
import { HELPERS } from './cases/helpers.ts'
import { INTERFACES } from './cases/interfaces.ts'
import { LISTS } from './cases/lists.ts'
import { ROUTERS } from './cases/routers.ts'
import type { L3Request } from './request.ts'

/** One after the other in one cloud: what one makes the next ones need. */
export const TENANT_REQUESTS: readonly L3Request[] = [
  ...TENANTS,
  ...ROUTERS,
  ...LISTS,
  ...INTERFACES,
  ...FLOATING_IPS,
  ...FORWARDINGS,
  ...HELPERS,
  ...AGENTS,
  ...SCHEDULING,
]
