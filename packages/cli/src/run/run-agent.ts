import { hostname } from 'node:os'
import { runAgent, untilSignalled, type RunningAgent } from '@netloom/agent-runtime'
import type { Logger } from '@netloom/core'
import { kernelHost, listNamespaces, requireKernelAccess } from '@netloom/dataplane'
import { composeRole } from '../compose/compose-role.ts'
import { chooseRoles } from '../compose/choose-roles.ts'
import { findHostPackages } from '../compose/host-packages.ts'
import { catchFaults } from '../logs/catch-faults.ts'
import { createLog } from '../logs/create-logger.ts'
import { readLoggingIni } from '../compose/logging-ini.ts'
import { requireAgentConfiguration } from '../compose/require-agent-configuration.ts'
import { readAgentIni } from '../compose/agent-ini.ts'
import { holdStateDirectory } from '../compose/hold-state-directory.ts'
import { DEFAULT_AGENT_TOKEN, readAgentToken } from '../compose/read-token.ts'
import { requireSecrets } from '../secrets/require-secrets.ts'
import { Failure } from '../base/failure.ts'

export interface AgentCommandOptions {
  /** With commas. */
  readonly role: string
  readonly configFile: readonly string[]
  /** Default: `[DEFAULT] host`, else the machine's name. */
  readonly host?: string
  readonly netns?: string
  readonly mechanism?: string
  readonly controller: readonly string[]
  readonly tokenFile?: string
  readonly caFile?: string
  readonly insecureController?: true
  readonly stateDir?: string
  readonly inspectionSocket?: string
}

const DEFAULT_CONTROLLER = 'ws://127.0.0.1:9696/agent'

/** Runs the agents of one host until told to stop: one for each role, with nothing in common but the process. */
export async function startAgent(options: AgentCommandOptions): Promise<void> {
  const log = createLog('agent')
  const { logger } = log
  catchFaults(logger)
  const found = await findHostPackages()
  const offers = chooseRoles(options.role, found)
  const roles = offers.map(({ name }) => name)
  const running: RunningAgent[] = []
  const releases: (() => Promise<void>)[] = []
  try {
    const { mechanism, netns } = options
    const request = { found, roles: offers, ...(mechanism !== undefined && { mechanism }) }
    const ini = await requireAgentConfiguration(options.configFile, request, logger)
    log.configure(readLoggingIni(ini.sections, `neutron-${roles.join('-')}-agent`))
    await requireKernelAccess()
    if (netns !== undefined) await requireNamespace(netns)
    const own = readAgentIni(ini.sections)
    const tokenFile = options.tokenFile ?? own.tokenFile
    // One that a file names was judged with that file.
    const named = options.tokenFile ?? (own.tokenFile === undefined ? DEFAULT_AGENT_TOKEN : undefined)
    await requireSecrets([{ path: named, holds: 'the agents’ token' }], logger)
    const token = await readAgentToken(tokenFile)
    const caFile = options.caFile ?? own.caFile
    const host = options.host ?? own.host ?? hostname()
    for (const role of roles) {
      const composed = await composeRole(role, { ...request, ini, host, logger, ...(netns !== undefined && { netns }) })
      const kept = places(options, role, roles)
      releases.push(await holdStateDirectory(kept.journalDirectory))
      running.push(
        await runAgent({
          host: kernelHost({
            name: host,
            agent: composed.agent,
            kinds: composed.kinds,
            switchKinds: composed.switchKinds,
            logger,
            ...(netns !== undefined && { netns }),
          }),
          role: composed.role,
          controllers: options.controller.length === 0 ? [DEFAULT_CONTROLLER] : options.controller,
          logger,
          ...(composed.availabilityZone !== undefined && { availabilityZone: composed.availabilityZone }),
          allowInsecure: options.insecureController === true,
          ...(token !== undefined && { token }),
          ...(own.heartbeatInterval !== undefined && { heartbeatInterval: own.heartbeatInterval }),
          ...composed.pace,
          ...(caFile !== undefined && { caFile }),
          ...kept,
        }),
      )
    }
    // Before anybody is told that it is ready, as a signal may come at once.
    const signalled = untilSignalled()
    sayReady(host, options.netns, roles, logger)
    const signal = await signalled
    logger.info({ signal }, 'the agent stops; the kernel stays as it is')
  } finally {
    await Promise.all(running.map((agent) => agent.stop()))
    await Promise.all(releases.map((release) => release()))
  }
}

async function requireNamespace(netns: string): Promise<void> {
  const there = await listNamespaces('')
  if (there.includes(netns)) return
  const known = there.length === 0 ? 'there is none' : `there is ${there.slice(0, 10).join(', ')}`
  throw new Failure(`--netns ${netns}: no such network namespace; ${known} (\`ip netns\`)`, 'usage')
}

/** Where a role keeps its view and answers questions; the first of several has the places that were named. */
function places(
  { stateDir, inspectionSocket }: AgentCommandOptions,
  role: string,
  roles: readonly string[],
): { readonly journalDirectory?: string; readonly inspectionSocket?: string } {
  const own = role === roles[0] ? '' : `-${role}`
  return {
    ...(stateDir !== undefined && { journalDirectory: `${stateDir}${own}` }),
    ...(inspectionSocket !== undefined && { inspectionSocket: `${inspectionSocket}${own}` }),
  }
}

function sayReady(host: string, netns: string | undefined, roles: readonly string[], logger: Logger): void {
  logger.info({ host, netns, roles }, 'the agent is ready')
}
