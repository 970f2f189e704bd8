import { runAgent, untilSignalled, type RunningAgent } from '@netloom/agent-runtime'
import type { Logger } from '@netloom/core'
import { kernelHost, requireKernelAccess } from '@netloom/dataplane'
import { composeRole } from '../compose/compose-role.ts'
import { parseRoles, type AgentRoleName } from '../compose/agent-roles.ts'
import { catchFaults } from '../logs/catch-faults.ts'
import { createLogger } from '../logs/create-logger.ts'
import { requireConfiguration } from '../compose/require-configuration.ts'
import { readToken } from '../compose/read-token.ts'

export interface AgentCommandOptions {
  /** With commas. */
  readonly role: string
  readonly configFile: readonly string[]
  readonly host: string
  readonly netns?: string
  readonly mechanism?: string
  readonly controller: readonly string[]
  readonly tokenFile?: string
  readonly stateDir?: string
  readonly inspectionSocket?: string
}

const DEFAULT_CONTROLLER = 'ws://127.0.0.1:9696/agent'

/** Runs the agents of one host until told to stop: one for each role, with nothing in common but the process. */
export async function startAgent(options: AgentCommandOptions): Promise<void> {
  const logger = createLogger('agent')
  catchFaults(logger)
  const roles = parseRoles(options.role)
  const running: RunningAgent[] = []
  try {
    const { ini } = await requireConfiguration(options.configFile, logger)
    await requireKernelAccess()
    const token = await readToken(options.tokenFile)
    for (const role of roles) {
      const composed = await composeRole(role, ini, options, logger)
      running.push(
        await runAgent({
          host: kernelHost({
            name: options.host,
            agent: composed.agent,
            kinds: composed.kinds,
            switchKinds: composed.switchKinds,
            logger,
            ...(options.netns !== undefined && { netns: options.netns }),
          }),
          ...composed.task,
          controllers: options.controller.length === 0 ? [DEFAULT_CONTROLLER] : options.controller,
          logger,
          ...(composed.availabilityZone !== undefined && { availabilityZone: composed.availabilityZone }),
          ...(token !== undefined && { token }),
          ...places(options, role, roles),
        }),
      )
    }
    sayReady(options, roles, logger)
    const signal = await untilSignalled()
    logger.info({ signal }, 'the agent stops; the kernel stays as it is')
  } finally {
    await Promise.all(running.map((agent) => agent.stop()))
  }
}

/** Where a role keeps its view and answers questions; the first of several has the places that were named. */
function places(
  { stateDir, inspectionSocket }: AgentCommandOptions,
  role: AgentRoleName,
  roles: readonly AgentRoleName[],
): { readonly journalDirectory?: string; readonly inspectionSocket?: string } {
  const own = role === roles[0] ? '' : `-${role}`
  return {
    ...(stateDir !== undefined && { journalDirectory: `${stateDir}${own}` }),
    ...(inspectionSocket !== undefined && { inspectionSocket: `${inspectionSocket}${own}` }),
  }
}

function sayReady({ host, netns }: AgentCommandOptions, roles: readonly AgentRoleName[], logger: Logger): void {
  logger.info({ host, netns, roles }, 'the agent is ready')
}
