import { untilSignalled } from '@netloom/core/kit'
import { createNetloom } from '@netloom/ml2'
import { RESOURCES, resourcesIn, serviceResources } from '@netloom/api'
import { contextOf, measuredStore, metricsRegistry, policyOf, startServer } from '@netloom/server'
import { adminTokenFile, chooseAgentTokens, chooseAuthenticator } from '../compose/authenticator.ts'
import { catchFaults } from '../logs/catch-faults.ts'
import { createLog } from '../logs/create-logger.ts'
import { readLoggingIni } from '../compose/logging-ini.ts'
import { freePort } from '../compose/free-port.ts'
import type { HttpIni } from '../compose/http-ini.ts'
import { listenFailure } from '../compose/listen-failure.ts'
import { openStore, storeName } from '../compose/open-store.ts'
import { parseListen, type ListenAddress } from '../compose/parse-listen.ts'
import { requireConfiguration } from '../compose/require-configuration.ts'
import type { AuthStrategy, RequestLimits, ServerIni } from '../compose/server-ini.ts'
import type { TlsFiles } from '../compose/tls-ini.ts'
import { storeFailure } from '../compose/store-failure.ts'
import { readPolicyFiles } from '../compose/policy-files.ts'
import { readCertificate, tlsFiles } from '../compose/read-certificate.ts'
import { readToken } from '../compose/read-token.ts'
import { requireSecrets } from '../secrets/require-secrets.ts'
import { onHangup } from './on-hangup.ts'

export interface ServerCommandOptions {
  readonly configFile: readonly string[]
  readonly listen?: string
  readonly store?: string
  readonly auth?: AuthStrategy
  readonly tokenFile?: string
  readonly localTokens?: true
  readonly agentTokenFile?: string
  readonly requestsPerSecond?: number
  readonly projectRequestsPerSecond?: number
  readonly maxEventLoopDelay?: number
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecureListen?: true
}

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 9696
const DEFAULT_STORE = './netloom.sqlite'
const DEFAULT_TOKENS = './netloom-tokens.json'

/** Runs a controller until it is told to stop. What the command line says comes before what the files say. */
export async function runServer(options: ServerCommandOptions): Promise<void> {
  const log = createLog('controller')
  const { logger } = log
  catchFaults(logger)
  const {
    ml2,
    modules,
    apis,
    server: ini,
    ini: sources,
  } = await requireConfiguration(options.configFile, logger, {
    hostHalves: false,
  })
  log.configure(readLoggingIni(sources.sections, 'neutron-server'))
  const { host, port } = listenAddress(options.listen, ini)
  const location = options.store ?? ini.database ?? DEFAULT_STORE
  const tokenFile = options.tokenFile ?? DEFAULT_TOKENS
  const files = tlsFiles(options.tlsCert, options.tlsKey, ini.tls)
  // Those that files name were judged with the files.
  await requireSecrets(
    [
      { path: tokenFile, holds: 'who has which token' },
      { path: adminTokenFile(tokenFile), holds: 'the administrator’s token' },
      { path: `${tokenFile}.agent`, holds: 'the agents’ token' },
      { path: options.agentTokenFile, holds: 'the agents’ token' },
      { path: options.tlsKey, holds: 'the key of the certificate' },
    ],
    logger,
  )
  const agentToken = await readToken(options.agentTokenFile, '--agent-token-file')
  const tls = files === undefined ? undefined : await readCertificate(files)
  const policyFiles = await readPolicyFiles(sources.sections, options.configFile)
  for (const { where, value, problem, remedy } of policyFiles.warnings) {
    logger.warn({ option: where, value, remedy }, problem)
  }
  for (const { where, problem } of policyOf(serviceResources(RESOURCES, apis), policyFiles).warnings)
    logger.warn({ rule: where }, problem)
  await freePort(host, port)
  if (!modules.some(({ kind }) => kind === 'mechanism'))
    logger.warn(
      { option: '[ml2] mechanism_drivers' },
      'no mechanism driver is configured: networks are local, and no port is bound; name a file with [ml2] mechanism_drivers (--config-file)',
    )
  const registry = metricsRegistry()
  const store = measuredStore(await openStore(location), registry)
  const netloom = await createNetloom({ modules, store, ml2: ml2.ml2, logger }).catch((error: unknown) => {
    throw storeFailure(error, storeName(location)) ?? error
  })
  try {
    // After the store: a start that fails leaves no token behind.
    const authenticator = await chooseAuthenticator({
      strategy: options.auth ?? ini.authStrategy ?? 'token',
      tokenFile,
      localTokens: options.localTokens === true,
      sections: sources.sections,
      logger,
    })
    const policy = policyOf(serviceResources(resourcesIn(netloom.dnsDomain), apis), policyFiles)
    const agentTokens = await chooseAgentTokens(tokenFile, agentToken !== undefined, logger)
    const running = await startServer({
      netloom,
      store,
      registry,
      host,
      port,
      resources: policy.resources,
      contextOf: policy.contextOf(contextOf(authenticator)),
      agentTokens,
      allowInsecure: options.insecureListen === true,
      logger,
      limits: limitsOf(options, ini),
      ...httpOptions(ini),
      ...(tls !== undefined && { tls }),
      ...(agentToken !== undefined && { agentToken }),
      ...(ini.maxLimit !== undefined && { maxLimit: ini.maxLimit }),
    }).catch((error: unknown) => {
      throw listenFailure(error, host, port) ?? error
    })
    // Before anybody is told that it is ready, so that a signal which comes at once closes it in good order, too.
    const signalled = untilSignalled()
    logger.info({ host, port: running.port, url: running.url, store: storeName(location) }, 'the controller is ready')
    const renew = async (tlsIn: TlsFiles): Promise<void> => {
      running.renewCertificate(await readCertificate(tlsIn))
    }
    const stopListening = onHangup(logger, files === undefined ? {} : { 'TLS certificate': () => renew(files) })
    const signal = await signalled
    logger.info({ signal }, 'the controller stops')
    stopListening()
    await running.close()
    await authenticator.close?.()
  } finally {
    await netloom.close()
  }
}

const httpOptions = ({ proxyHeaders, linkPrefix, cors }: ServerIni): HttpIni => ({
  ...(proxyHeaders !== undefined && { proxyHeaders }),
  ...(linkPrefix !== undefined && { linkPrefix }),
  ...(cors !== undefined && { cors }),
})

/** What the command line says comes before what the files say. */
function limitsOf(options: ServerCommandOptions, { limits }: ServerIni): RequestLimits {
  const { requestsPerSecond, projectRequestsPerSecond, maxEventLoopDelay: eventLoopDelay } = options
  return {
    ...limits,
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(projectRequestsPerSecond !== undefined && { projectRequestsPerSecond }),
    ...(eventLoopDelay !== undefined && { eventLoopDelay }),
  }
}

function listenAddress(listen: string | undefined, { bindHost, bindPort }: ServerIni): ListenAddress {
  return listen === undefined ? { host: bindHost ?? DEFAULT_HOST, port: bindPort ?? DEFAULT_PORT } : parseListen(listen)
}
