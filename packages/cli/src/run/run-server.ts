import { createNetloom } from '@netloom/core'
import { agentLinkServer } from '@netloom/server'
import { sqliteStore } from '@netloom/store'
import { createLogger } from '../compose/logger.ts'
import { freePort } from '../compose/free-port.ts'
import { listenFailure } from '../compose/listen-failure.ts'
import { parseListen } from '../compose/parse-listen.ts'
import { requireConfiguration } from '../compose/require-configuration.ts'
import { storeFailure } from '../compose/store-failure.ts'
import { readToken } from '../compose/read-token.ts'
import { untilSignalled } from '@netloom/agent-runtime'
import { serveControl } from '../control/control-server.ts'

export interface ServerOptions {
  readonly configFile: readonly string[]
  readonly listen: string
  readonly store: string
  readonly controlSocket?: string
  readonly tokenFile?: string
}

export async function runServer(options: ServerOptions): Promise<void> {
  const logger = createLogger('controller')
  const { host, port } = parseListen(options.listen)
  const { ml2, modules } = await requireConfiguration(options.configFile, logger)
  const token = await readToken(options.tokenFile)
  await freePort(host, port)
  const netloom = await createNetloom({ modules, store: sqliteStore(options.store), ml2: ml2.ml2, logger }).catch(
    (error: unknown) => {
      throw storeFailure(error, options.store) ?? error
    },
  )
  try {
    const link = await agentLinkServer({ netloom, host, port, logger, ...(token !== undefined && { token }) }).catch(
      (error: unknown) => {
        throw listenFailure(error, host, port) ?? error
      },
    )
    const control =
      options.controlSocket === undefined ? undefined : await serveControl(netloom, options.controlSocket, logger)
    logger.info({ host, port, store: options.store }, 'the controller is ready')
    const signal = await untilSignalled()
    logger.info({ signal }, 'the controller stops')
    await control?.close()
    await link.close()
  } finally {
    await netloom.close()
  }
}
