import { readdir } from 'node:fs/promises'
import type { HostAccess, ReadScope } from '@netloom/core'
import { foreignNamespaces } from '../service-namespaces/read-namespaces.ts'
import { isObjectId, type ServiceNames } from '../service-namespaces/service-names.ts'

/** Where the processes of one program are: their folders, and the namespace of each. */
export interface ProcessPlaces {
  /** Folder with a folder for each process, named by the id of its object. */
  readonly directory: string
  readonly namespaceOf: (id: string) => string
}

/**
 * Ids of objects that have a folder below `directory`, without those whose namespace is another agent's: two agents may share
 * the folder, and then what serves an object is of the agent whose namespace it is in.
 */
export async function ownFolders(
  { directory, namespaceOf }: ProcessPlaces,
  names: ServiceNames,
  host: HostAccess,
  scope: ReadScope | undefined,
): Promise<readonly string[]> {
  const all = (await readdir(directory).catch(() => [])).filter(isObjectId)
  const due = all.filter((id) => scope?.devices?.has(namespaceOf(id)) ?? true)
  if (due.length === 0) return []
  const foreign = await foreignNamespaces(host, names, new Set(due.map(namespaceOf)))
  return due.filter((id) => !foreign.has(namespaceOf(id)))
}
