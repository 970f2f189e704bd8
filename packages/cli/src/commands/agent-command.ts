import { hostname } from 'node:os'
import type { Command } from 'commander'
import { runAgent, untilSignalled } from '@netloom/agent-runtime'
import { kernelHost, requireKernelAccess } from '@netloom/dataplane'
import { bridgeRenderer } from '../compose/bridge-renderer.ts'
import { createLogger } from '../compose/logger.ts'
import { requireConfiguration } from '../compose/require-configuration.ts'
import { readToken } from '../compose/read-token.ts'
import { collect } from './global-options.ts'

interface AgentCommandOptions {
  readonly configFile: readonly string[]
  readonly host: string
  readonly netns?: string
  readonly controller: readonly string[]
  readonly tokenFile?: string
  readonly stateDir?: string
  readonly inspectionSocket?: string
}

const DEFAULT_CONTROLLER = 'ws://127.0.0.1:9696/agent'

export function addAgent(program: Command): void {
  program
    .command('agent')
    .description('run the layer-2 agent of this host, or of a namespace of it')
    .option('--config-file <file>', 'INI file as Neutron reads it; may be repeated, a later one wins', collect, [])
    .option('--host <name>', 'name of the host, as ports name it', hostname())
    .option('--netns <name>', 'act in this network namespace')
    .option(
      '--controller <url>',
      `agent link of a controller, default ${DEFAULT_CONTROLLER}; may be repeated`,
      collect,
      [],
    )
    .option('--token-file <file>', 'file with the secret of the controller')
    .option('--state-dir <folder>', 'keeps the last view, for a start without controller')
    .option('--inspection-socket <path>', 'Unix-domain socket for plan, explain and audit')
    .action(startAgent)
}

async function startAgent(options: AgentCommandOptions): Promise<void> {
  const logger = createLogger('agent')
  const { ini } = await requireConfiguration(options.configFile, logger)
  await requireKernelAccess()
  const renderer = await bridgeRenderer(ini, options.netns)
  const token = await readToken(options.tokenFile)
  const running = await runAgent({
    host: kernelHost({ name: options.host, logger, ...(options.netns !== undefined && { netns: options.netns }) }),
    renderer,
    controllers: options.controller.length === 0 ? [DEFAULT_CONTROLLER] : options.controller,
    logger,
    ...(token !== undefined && { token }),
    ...(options.stateDir !== undefined && { journalDirectory: options.stateDir }),
    ...(options.inspectionSocket !== undefined && { inspectionSocket: options.inspectionSocket }),
  })
  logger.info({ host: options.host, netns: options.netns }, 'the agent is ready')
  const signal = await untilSignalled()
  logger.info({ signal }, 'the agent stops; the kernel stays as it is')
  await running.stop()
}
