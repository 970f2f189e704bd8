import { isBoundTo, tapOf, type CloudHost, type CloudState } from './cloud-state.ts'
import { hostTable } from './host-table.ts'
import { neutronTable } from './neutron-table.ts'
import { unreachablePairs } from './reachability.ts'

/** Everything that is not as it must be once a cloud with all agents alive has come to rest. Empty = all is well. */
export function problemsOf(cloud: CloudState): readonly string[] {
  return [
    ...wrongStatuses(cloud),
    ...cloud.hosts.flatMap((host) => wrongTables(cloud, host)),
    ...cloud.hosts.flatMap(missingForeign),
    ...unreachablePairs(cloud),
  ]
}

/** A port is ACTIVE exactly when it is bound, may be up, and its device is there. */
export function wrongStatuses({ ports, hosts }: CloudState): readonly string[] {
  return ports.flatMap((port) => {
    const { id, status, adminStateUp, binding } = port
    if (binding.host !== '' && !isBoundTo(port, binding.host)) {
      return [`port ${id} wants to be on ${binding.host} and is ${binding.vifType}`]
    }
    const host = hosts.find(({ name }) => name === binding.host)
    const wanted = adminStateUp && host?.links.has(tapOf(port)) === true ? 'ACTIVE' : 'DOWN'
    return status === wanted ? [] : [`port ${id} on ${binding.host || 'no host'} is ${status}, should be ${wanted}`]
  })
}

/** Rows that a host lacks, and rows that it should not have. */
export function wrongTables(cloud: CloudState, host: CloudHost): readonly string[] {
  const expected = neutronTable(cloud, host)
  const rows = new Set(hostTable(host.states))
  return [
    ...[...expected].filter((row) => !rows.has(row)).map((row) => `${host.name} lacks: ${row}`),
    ...[...rows].filter((row) => !expected.has(row)).map((row) => `${host.name} has: ${row}`),
  ]
}

function missingForeign({ name, links, foreign }: CloudHost): readonly string[] {
  return [...foreign].filter((link) => !links.has(link)).map((link) => `${name} has lost ${link}, which is not ours`)
}
