import type { Port } from '@netloom/core'
import type { Ml2Environment } from '../environment/environment.ts'
import { agentTypeOf } from '../port-state/agent-type-of.ts'

/** Who says what became of ports: an agent of this type on the host, or, without a type, the host application itself. */
export interface Reporter {
  readonly host: string
  readonly agentType: string | undefined
}

/**
 * Several agents may live on one host, each with a switch of its own. The bottom binding level says whose a port is: an agent
 * neither knows what the others have wired nor may it say so. A driver without agent type has no agent: its ports are what
 * it says itself, when it binds them or through the host application.
 */
export function speaksFor({ mechanisms }: Ml2Environment, { agentType }: Reporter, port: Port): boolean {
  return agentType === undefined || agentTypeOf(port, mechanisms.drivers) === agentType
}

/** Ports on the host that the reporter may speak for; some of other levels than the bottom one may be among them. */
export async function portsOfReporter(
  { store, mechanisms }: Ml2Environment,
  { host, agentType }: Reporter,
): Promise<readonly { readonly id: string; readonly status: string }[]> {
  const bound = store.db
    .selectFrom('port_bindings')
    .innerJoin('ports', 'ports.id', 'port_bindings.port_id')
    .select(['ports.id', 'ports.status'])
    .where('port_bindings.host', '=', host)
  if (agentType === undefined) return bound.execute()
  const drivers = mechanisms.drivers.filter((driver) => driver.agentType === agentType).map(({ name }) => name)
  if (drivers.length === 0) return []
  return bound
    .innerJoin('port_binding_levels', (join) =>
      join
        .onRef('port_binding_levels.port_id', '=', 'port_bindings.port_id')
        .onRef('port_binding_levels.host', '=', 'port_bindings.host'),
    )
    .where('port_binding_levels.driver', 'in', drivers)
    .distinct()
    .execute()
}
