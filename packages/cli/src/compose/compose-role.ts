import type { AgentTask } from '@netloom/agent-runtime'
import type { DeviceKind, IniConfig, Logger } from '@netloom/core'
import { agentSwitch } from './agent-switch.ts'
import type { AgentRoleName } from './agent-roles.ts'
import { chooseMechanism } from './choose-mechanism.ts'

/** What an agent does in a role, and what its host needs for that. */
export interface ComposedRole {
  readonly task: AgentTask
  readonly kinds: readonly DeviceKind[]
  /** Whether the devices of a switch are this role's. */
  readonly switchKinds: boolean
}

export interface RolePlace {
  readonly netns?: string
  /** Default: what the files describe. */
  readonly mechanism?: string
}

/** @throws {ConfigurationError} when the files do not fit this host */
export async function composeRole(
  role: AgentRoleName,
  ini: IniConfig,
  { netns, mechanism }: RolePlace,
  logger: Logger,
): Promise<ComposedRole> {
  const { renderer, kinds } = await agentSwitch(ini, { mechanism: chooseMechanism(ini, mechanism), netns, logger })
  return { task: { renderer }, kinds, switchKinds: true }
}
