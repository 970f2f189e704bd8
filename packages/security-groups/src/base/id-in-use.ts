import { IdInUseError } from '@netloom/core'
import type { Store } from '@netloom/core/store'

/** Runs `write`; an id that a caller chose and somebody has is told as such. @throws {IdInUseError} */
export async function idInUse<T>(
  store: Store,
  resource: string,
  creates: readonly { readonly id?: string }[],
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const [id] = creates.flatMap((create) => create.id ?? [])
    const problem = store.problem(error)
    if (id === undefined || problem?.kind !== 'unique' || !problem.columns.includes('id')) throw error
    throw new IdInUseError(resource, id)
  }
}
