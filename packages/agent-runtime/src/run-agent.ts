import { readFile } from 'node:fs/promises'
import { type Host, type Logger, silentLogger } from '@netloom/core'
import type { AgentChannel } from './agent-channel.ts'
import { Agent } from './agent.ts'
import type { AgentTask } from './agent-options.ts'
import { describeRole } from './agent-state.ts'
import { ControllerConnection } from './controller-connection.ts'
import { checkControllerUrls } from './controller-urls.ts'
import { FileJournal } from './file-journal.ts'
import { serveInspection } from './inspection-socket.ts'
import { Inspection } from './inspection.ts'
import { connectWebSocket } from './websocket-channel.ts'

export type RunAgentOptions = AgentTask & RunAgentSurroundings

export interface RunAgentSurroundings {
  readonly host: Host
  /** Agent links of controllers (`wss://…/agent`), tried in turn. */
  readonly controllers: readonly string[]
  /** PEM file of the authorities that controllers are verified with, read at each connection. Default: those of the system. */
  readonly caFile?: string
  /** Connect in the clear (`ws://`) to controllers beyond loopback, too. */
  readonly allowInsecure?: boolean
  readonly token?: string
  readonly availabilityZone?: string
  /** Directory for the last view; absent = it is not kept. */
  readonly journalDirectory?: string
  /** Path of the Unix-domain socket for plan, explain, audit; absent = none. */
  readonly inspectionSocket?: string
  /** Milliseconds between audits of the whole host. */
  readonly auditInterval?: number
  /** Milliseconds in which news of one network is gathered for one turn; default 0. */
  readonly bulkInterval?: number
  /** Most milliseconds between attempts of what failed. Default 30,000. */
  readonly longestRetry?: number
  /** Milliseconds between heartbeats. Default: what the controller says. */
  readonly heartbeatInterval?: number
  readonly logger?: Logger
}

export interface RunningAgent {
  readonly agent: Agent
  readonly inspection: Inspection
  /** Stops watching and closes the host's pipes; the kernel stays as it is. */
  stop(): Promise<void>
}

/**
 * Runs an agent in this process: first from the journal, then with whatever controller answers; goes on without one.
 * @throws {ConfigurationError} for a controller beyond loopback without TLS; what reading the host throws, or when the inspection socket cannot be made.
 */
export async function runAgent(options: RunAgentOptions): Promise<RunningAgent> {
  const { host, controllers, token, availabilityZone, journalDirectory, inspectionSocket, auditInterval } = options
  checkControllerUrls(controllers, options.allowInsecure)
  const logger = options.logger ?? silentLogger
  const role = describeRole(options)
  const agent = new Agent({
    host,
    role,
    logger,
    ...(journalDirectory !== undefined && { journal: new FileJournal(journalDirectory, host.name, logger) }),
    ...(auditInterval !== undefined && { auditInterval }),
    ...(options.bulkInterval !== undefined && { bulkInterval: options.bulkInterval }),
    ...(options.longestRetry !== undefined && { longestRetry: options.longestRetry }),
  })
  await keepAlive(agent.start())
  const { agentType, binary, configurations } = role
  const connection = new ControllerConnection({
    agent,
    connect: controllers.map((url) => () => connectTo(url, token, options.caFile)),
    names: controllers,
    report: {
      agentType,
      binary,
      host: host.name,
      configurations,
      ...(availabilityZone !== undefined && { availabilityZone }),
    },
    logger,
    ...(options.heartbeatInterval !== undefined && { heartbeatInterval: options.heartbeatInterval }),
  })
  const inspection = new Inspection(agent, () => connection.linked)
  const socket = inspectionSocket === undefined ? undefined : await serveInspection(inspection, inspectionSocket)
  connection.open()
  const stop = async (): Promise<void> => {
    connection.close()
    await socket?.close()
    await agent.stop()
    await host.close()
  }
  return { agent, inspection, stop }
}

async function connectTo(url: string, token: string | undefined, caFile: string | undefined): Promise<AgentChannel> {
  return connectWebSocket(url, token, caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') })
}

/** Waiting for a host that cannot be read yet must not end the process for want of something to do. */
async function keepAlive<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => undefined, 1 << 30)
  try {
    return await work
  } finally {
    clearInterval(alive)
  }
}
