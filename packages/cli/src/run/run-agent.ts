import { runAgent, untilSignalled } from '@netloom/agent-runtime'
import { kernelHost, requireKernelAccess } from '@netloom/dataplane'
import { agentSwitch } from '../compose/agent-switch.ts'
import { chooseMechanism } from '../compose/choose-mechanism.ts'
import { createLogger } from '../compose/logger.ts'
import { requireConfiguration } from '../compose/require-configuration.ts'
import { readToken } from '../compose/read-token.ts'

export interface AgentCommandOptions {
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

export async function startAgent(options: AgentCommandOptions): Promise<void> {
  const logger = createLogger('agent')
  const { ini } = await requireConfiguration(options.configFile, logger)
  await requireKernelAccess()
  const mechanism = chooseMechanism(ini, options.mechanism)
  const { renderer, kinds } = await agentSwitch(ini, { mechanism, netns: options.netns, logger })
  const token = await readToken(options.tokenFile)
  const running = await runAgent({
    host: kernelHost({
      name: options.host,
      kinds,
      logger,
      ...(options.netns !== undefined && { netns: options.netns }),
    }),
    renderer,
    controllers: options.controller.length === 0 ? [DEFAULT_CONTROLLER] : options.controller,
    logger,
    ...(token !== undefined && { token }),
    ...(options.stateDir !== undefined && { journalDirectory: options.stateDir }),
    ...(options.inspectionSocket !== undefined && { inspectionSocket: options.inspectionSocket }),
  })
  logger.info({ host: options.host, netns: options.netns, mechanism }, 'the agent is ready')
  const signal = await untilSignalled()
  logger.info({ signal }, 'the agent stops; the kernel stays as it is')
  await running.stop()
}
