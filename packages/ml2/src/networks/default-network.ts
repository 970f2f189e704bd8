import { DefaultExternalNetworkExistsError } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

/** @throws {DefaultExternalNetworkExistsError} when a network other than `id` is the default one */
export async function requireNoOtherDefault({ db }: Transaction, id?: string): Promise<void> {
  let others = db.selectFrom('networks').select('id').where('is_default', '=', 1)
  if (id !== undefined) others = others.where('id', '<>', id)
  const other = await others.limit(1).executeTakeFirst()
  if (other !== undefined) throw new DefaultExternalNetworkExistsError(other.id)
}
