import {
  type BindingLevel,
  DriverResultError,
  type Logger,
  type MechanismDriver,
  type Port,
  type PortContext,
  type PortStatus,
  type ProviderSegment,
  type Segment,
} from '@netloom/core'
import { bindingResult } from '../judgement/driver-results.ts'
import { judgeResult } from '../judgement/judge-result.ts'

/** Neutron: MAX_BINDING_LEVELS. */
const MAX_LEVELS = 10

export interface BoundResult {
  readonly levels: readonly BindingLevel[]
  readonly vifType: string
  readonly vifDetails: Readonly<Record<string, unknown>>
  readonly status?: PortStatus
}

export interface BindingTools {
  readonly drivers: readonly MechanismDriver[]
  readonly logger: Logger
  /** Takes why a driver did not bind. */
  refused?(driver: string, reason: string): void
  /** Segments for the next level; what it throws counts as "cannot bind". */
  takeSegments(wishes: readonly ProviderSegment[]): Promise<readonly Segment[]>
}

/**
 * Asks the drivers, level by level, who binds the port; undefined = nobody can. At each level the drivers are tried in order;
 * a throw, and an answer that is no decision, is the same as "no". A driver that bound one of these segments higher up is not asked again, or it would loop.
 */
export async function decideBinding(
  context: PortContext,
  segments: readonly Segment[],
  tools: BindingTools,
): Promise<BoundResult | undefined> {
  return bindLevel(context, segments, [], tools)
}

async function bindLevel(
  context: PortContext,
  segments: readonly Segment[],
  above: readonly BindingLevel[],
  tools: BindingTools,
): Promise<BoundResult | undefined> {
  const { logger } = tools
  const portId = context.current.id
  if (above.length >= MAX_LEVELS) {
    logger.error({ portId, levels: above.length }, 'binding of the port reached the depth limit')
    return undefined
  }
  for (const driver of tools.drivers) {
    if (!mayBind(driver, context.current) || hasBoundAbove(driver, segments, above)) continue
    try {
      const answer: unknown = driver.bindPort?.({
        ...context,
        bindingLevels: above,
        segmentsToBind: segments,
        refuse: (reason) => tools.refused?.(driver.name, reason),
      })
      if (answer === undefined) continue
      const decision = judgeResult(
        bindingResult,
        answer,
        { kind: 'mechanism', driver: driver.name, hook: 'bindPort' },
        logger,
      )
      if (!segments.some(({ id }) => id === decision.segmentId)) {
        logger.error(
          { portId, driver: driver.name, segmentId: decision.segmentId },
          'driver bound a segment it was not offered',
        )
        continue
      }
      const levels = [...above, { level: above.length, driver: driver.name, segmentId: decision.segmentId }]
      if (decision.type === 'bound') return finish(driver, levels, decision)
      const deeper = await bindLevel(context, await tools.takeSegments(decision.next), levels, tools)
      if (deeper !== undefined) return deeper
    } catch (error) {
      if (error instanceof DriverResultError) continue
      logger.error({ err: error, portId, driver: driver.name }, 'driver failed while binding; the next one is tried')
    }
  }
  return undefined
}

function mayBind(driver: MechanismDriver, port: Port): boolean {
  if (driver.bindPort === undefined) return false
  if (!(driver.supportedVnicTypes ?? ['normal']).includes(port.binding.vnicType)) return false
  return port.fixedIps.length > 0 || driver.connectivity === 'l2'
}

function hasBoundAbove(driver: MechanismDriver, segments: readonly Segment[], above: readonly BindingLevel[]): boolean {
  return above.some(
    ({ driver: name, segmentId }) => name === driver.name && segments.some(({ id }) => id === segmentId),
  )
}

function finish(
  driver: MechanismDriver,
  levels: readonly BindingLevel[],
  decision: Pick<BoundResult, 'vifType' | 'vifDetails' | 'status'>,
): BoundResult {
  return {
    levels,
    vifType: decision.vifType,
    vifDetails: {
      ...decision.vifDetails,
      connectivity: driver.connectivity ?? 'legacy',
      bound_drivers: Object.fromEntries(levels.map((level) => [String(level.level), level.driver])),
    },
    ...(decision.status !== undefined && { status: decision.status }),
  }
}
