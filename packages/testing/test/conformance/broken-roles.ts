import { brokenRolePassages } from './broken-role-passages.ts'
import { brokenRoleReports } from './broken-role-reports.ts'
import { brokenRoleStates } from './broken-role-states.ts'
import type { Broken } from './role-faults.ts'

/** Flaw, how the role has it, and the rule that finds it. */
export const brokenRoles: readonly Broken[] = [...brokenRoleStates, ...brokenRoleReports, ...brokenRolePassages]
