import { chunks } from '@netloom/core/kit'
import type { StoredFirewall } from '../rows/load-firewalls.ts'
import { type ApiVersion, type Db, tablesIn } from '../store/tables.ts'
import { type RouterPort, routerPorts } from './router-ports.ts'

/** Which firewall filters which port: port id → firewall id. */
export async function firewallOfPorts(
  db: Db,
  version: ApiVersion,
  ports: readonly RouterPort[],
): Promise<ReadonlyMap<string, string>> {
  const targetOf = ({ id, routerId }: RouterPort): string => (version === 1 ? routerId : id)
  const named = await firewallOfTargets(db, version, [...new Set(ports.map(targetOf))])
  const byProject =
    version === 1 ? await firewallOfProjects(db, [...new Set(ports.map(({ projectId }) => projectId))]) : undefined
  return new Map(
    ports.flatMap((port) => {
      const firewallId = named.get(targetOf(port)) ?? byProject?.get(port.projectId)
      return firewallId === undefined ? [] : [[port.id, firewallId] as const]
    }),
  )
}

/** Target id → firewall id, where a firewall names it. */
export async function firewallOfTargets(
  db: Db,
  version: ApiVersion,
  targetIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const piece of chunks(targetIds)) {
    const rows = await tablesIn(db, version)
      .selectFrom('firewall_targets')
      .selectAll()
      .where('target_id', 'in', piece)
      .execute()
    for (const { target_id, firewall_id } of rows) found.set(target_id, firewall_id)
  }
  return found
}

/** Version 1: the firewall of each project that is on all its routers; of several, the oldest. */
async function firewallOfProjects(db: Db, projectIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const piece of chunks(projectIds)) {
    const rows = await tablesIn(db, 1)
      .selectFrom('firewalls')
      .select(['id', 'project_id'])
      .where('project_id', 'in', piece)
      .where('on_all_routers', '=', 1)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    for (const { id, project_id } of rows) if (!found.has(project_id)) found.set(project_id, id)
  }
  return found
}

/** Routers on which a firewall is. */
export async function routersOf(db: Db, version: ApiVersion, firewall: StoredFirewall): Promise<readonly string[]> {
  if (version === 1 && !firewall.onAllRouters) return firewall.targetIds
  const ports =
    version === 1
      ? await routerPorts(db, 'project_id', [firewall.projectId])
      : await routerPorts(db, 'id', firewall.targetIds)
  const covered = version === 1 ? await firewallOfPorts(db, 1, ports) : undefined
  const own = ports.filter(({ id }) => covered === undefined || covered.get(id) === firewall.id)
  return [...new Set(own.map(({ routerId }) => routerId))]
}

/** Version 2: a group without any policy filters nothing. */
export const isEnforced = (firewall: Pick<StoredFirewall, 'ingressPolicyId' | 'egressPolicyId'>): boolean =>
  firewall.ingressPolicyId !== null || firewall.egressPolicyId !== null
