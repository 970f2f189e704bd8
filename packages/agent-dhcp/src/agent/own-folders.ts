import type { HostAccess, ReadScope } from '@netloom/core'
import { namespaceOf } from '../names.ts'
import { networkFolders } from './network-folder.ts'
import { foreignNamespaces } from './service-namespaces.ts'

/**
 * Ids of networks that have a folder below `directory`, without those whose namespace is another agent's: two agents may share
 * the folder, and then what serves a network is of the agent whose namespace it is in.
 */
export async function ownFolders(
  directory: string,
  host: HostAccess,
  scope: ReadScope | undefined,
): Promise<readonly string[]> {
  const all = await networkFolders(directory)
  const due = all.filter((networkId) => scope?.devices?.has(namespaceOf(networkId)) ?? true)
  if (due.length === 0) return []
  const foreign = await foreignNamespaces(host, new Set(due.map(namespaceOf)))
  return due.filter((networkId) => !foreign.has(namespaceOf(networkId)))
}
