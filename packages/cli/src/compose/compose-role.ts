import { readDhcpOptions } from '@netloom/agent-dhcp'
import { dhcpRole, dnsmasqDriver } from '@netloom/agent-dhcp/agent'
import { type AgentTask, type RunAgentOptions } from '@netloom/agent-runtime'
import { agentMark, type DeviceKind, type Logger } from '@netloom/core'
import { type IniConfig, IniSectionReader } from '@netloom/core/kit'
import { agentFirewall } from './agent-firewall.ts'
import { agentSwitch } from './agent-switch.ts'
import type { AgentRoleName } from './agent-roles.ts'
import { chooseMechanism } from './choose-mechanism.ts'

/** What an agent does in a role, and what its host needs for that. */
export interface ComposedRole {
  /** Whose devices it makes, as their marks name it. */
  readonly agent: string
  readonly task: AgentTask
  readonly kinds: readonly DeviceKind[]
  /** Whether the devices of a switch are this role's. */
  readonly switchKinds: boolean
  /** Where it says that it is; absent = where agents are that do not say. */
  readonly availabilityZone?: string
  /** How soon it does what it is told, and tries again what failed. */
  readonly pace?: Pick<RunAgentOptions, 'bulkInterval' | 'longestRetry'>
}

export interface RolePlace {
  /** As in the agent record. */
  readonly host: string
  readonly netns?: string
  /** Default: what the files describe. */
  readonly mechanism?: string
}

/** @throws {ConfigurationError} when the files do not fit this host */
export async function composeRole(
  role: AgentRoleName,
  ini: IniConfig,
  { host, netns, mechanism }: RolePlace,
  logger: Logger,
): Promise<ComposedRole> {
  if (role === 'dhcp') {
    const options = readDhcpOptions(ini.sections)
    const { bulkReloadInterval = 0, resyncInterval } = options
    const driver = dnsmasqDriver({ ...options, logger })
    const availabilityZone = new IniSectionReader(ini.sections, 'agent', []).text('availability_zone')
    return {
      agent: agentMark('dhcp', host),
      task: { role: dhcpRole(driver) },
      kinds: driver.kinds ?? [],
      switchKinds: false,
      pace: {
        bulkInterval: bulkReloadInterval * 1_000,
        ...(resyncInterval !== undefined && { longestRetry: resyncInterval * 1_000 }),
      },
      ...(availabilityZone !== undefined && { availabilityZone }),
    }
  }
  const chosen = chooseMechanism(ini, mechanism)
  const agent = agentMark(chosen, host)
  const { renderer, kinds } = await agentSwitch(ini, { mechanism: chosen, agent, netns, logger })
  const firewall = await agentFirewall(ini, chosen, logger)
  if (firewall === undefined) return { agent, task: { renderer }, kinds, switchKinds: true }
  return { agent, task: { renderer, firewall }, kinds: [...kinds, ...(firewall.kinds ?? [])], switchKinds: true }
}
