import type { RoleContext as ContractContext, RoleDescription as ContractDescription } from '@netloom/core'
import type { DesiredTable } from './desired/desired-table.ts'
import type { View } from './view.ts'

/** The contract's, with all that this agent's own role (the switch's) uses. */
export type RoleContext = ContractContext<View, DesiredTable>
export type RoleDescription = ContractDescription<View, DesiredTable>
