import { Failure } from '../failure.ts'

/** What one agent process can do. */
export const AGENT_ROLES = ['l2', 'dhcp'] as const
export type AgentRoleName = (typeof AGENT_ROLES)[number]

/** `l2`, `dhcp`, or both with a comma. @throws {Failure} for another */
export function parseRoles(text: string): readonly AgentRoleName[] {
  const names = new Set(text.split(',').map((name) => name.trim()))
  for (const name of names) {
    if (AGENT_ROLES.some((role) => role === name)) continue
    throw new Failure(`--role ${name}: not offered; write ${AGENT_ROLES.join(', ')}, or both with a comma`, 'usage')
  }
  return AGENT_ROLES.filter((role) => names.has(role))
}
