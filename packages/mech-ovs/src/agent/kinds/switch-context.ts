import type { LocalVlans } from './local-vlans.ts'
import type { PortNumbers } from './port-numbers.ts'
import type { SwitchDatabase } from './switch-database.ts'
import type { VifNames } from './vif-names.ts'

/** What the kinds of one switch share. */
export interface SwitchContext {
  readonly database: SwitchDatabase
  /** Whose bridges and ports these are. */
  readonly agent: string | undefined
  readonly vlans: LocalVlans
  readonly numbers: PortNumbers
  readonly vifs: VifNames
}
