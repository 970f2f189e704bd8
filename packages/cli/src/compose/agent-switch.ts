import { ConfigurationError, type DeviceKind, type Logger, type SwitchRenderer } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import { hostAddresses } from '@netloom/dataplane'
import { findUnderlay } from '@netloom/mech-linuxbridge/agent'
import { openvswitchKinds, openvswitchRenderer, readOpenvswitchOptions } from '@netloom/mech-ovs/agent'
import { bridgeRenderer } from './bridge-renderer.ts'
import type { AgentMechanism } from './choose-mechanism.ts'

/** What an agent of one mechanism renders with, and what its host needs to realise that. */
export interface AgentSwitch {
  readonly renderer: SwitchRenderer
  readonly kinds: readonly DeviceKind[]
}

interface SwitchRequest {
  readonly mechanism: AgentMechanism
  /** Whose devices they are. */
  readonly agent: string
  readonly netns: string | undefined
  readonly logger: Logger
}

/** @throws {ConfigurationError} when the files do not fit this host */
export async function agentSwitch(ini: IniConfig, request: SwitchRequest): Promise<AgentSwitch> {
  const { mechanism, agent, netns, logger } = request
  if (mechanism === 'linuxbridge') {
    const renderer = await bridgeRenderer(ini, netns, logger)
    return { renderer, kinds: renderer.kinds ?? [] }
  }
  const { renderer: options, ovsdb } = readOpenvswitchOptions(ini.sections)
  const { localIp, integrationBridge } = options
  if (localIp !== undefined) await requireAddress(ini, localIp, netns)
  const kinds = openvswitchKinds({
    ovsdb,
    agent,
    logger,
    ...(integrationBridge !== undefined && { integrationBridge }),
  })
  return { renderer: openvswitchRenderer(options), kinds }
}

async function requireAddress({ origin }: IniConfig, localIp: string, netns: string | undefined): Promise<void> {
  const where = `${origin('ovs', 'local_ip') ?? ''} [ovs] local_ip`.trimStart()
  const underlay = findUnderlay(await hostAddresses(netns), localIp, where)
  if (underlay.type === 'missing') throw new ConfigurationError([underlay.problem])
}
