import type { Network } from '../model/network.ts'
import type { Port } from '../model/port.ts'
import type { Subnet } from '../model/subnet.ts'
import type { Transaction } from '../store/store.ts'

type Db = Transaction['db']

/** Networks, subnets and ports as the store has them, whoever may see them; inside a transaction as well as outside. */
export interface ResourceRows {
  network(db: Db, id: string): Promise<Network | undefined>
  /** Of one network, or of some hundreds in one statement; by id. */
  subnetsOf(db: Db, networkIds: string | readonly string[]): Promise<readonly Subnet[]>
  /** By id. */
  portsOf(db: Db, networkId: string, filter?: { readonly deviceOwner?: string }): Promise<readonly Port[]>
}
