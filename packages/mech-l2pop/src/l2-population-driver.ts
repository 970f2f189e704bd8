import {
  InvalidInputError,
  type MechanismDriver,
  type Port,
  type PortContext,
  type PortStatus,
  type Segment,
  type Transaction,
} from '@netloom/core'
import { announcementOf, type AnnouncedPort } from './announcement.ts'
import { populationWrites, type PortChange } from './population.ts'
import { readPopulation, type AgentsOf } from './read-population.ts'

export const L2POPULATION = 'l2population'

/**
 * Tells member hosts of a network which MAC and addresses are behind which VTEP. It binds nothing: it follows the statuses
 * and bindings that others make, inside their transactions, so that an announcement is never lost and never too early.
 */
export class L2PopulationDriver implements MechanismDriver {
  readonly name: string = L2POPULATION

  async updatePortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    refuseNewMac(context)
    const { current, status, originalStatus } = context
    const after = announcementOf(
      announcedPort(current, status, context.host, context.bottomBoundSegment),
      context.hostAgents(),
    )
    const wasActive = originalStatus === 'ACTIVE'
    if (!wasActive && after === undefined) return
    const formerHosts = wasActive ? [context.originalHost ?? context.host] : []
    await publish({ ...identity(current), formerHosts, after }, agentsOf(context), tx)
  }

  async deletePortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    if (context.status !== 'ACTIVE') return
    const change = { ...identity(context.current), formerHosts: [context.host], after: undefined }
    await publish(change, agentsOf(context), tx)
  }
}

/** Entries on other hosts are per MAC: a changed one would leave the old MAC behind (Neutron refuses it, too). */
function refuseNewMac({ current, original, status, originalStatus }: PortContext): void {
  if (original === undefined || current.macAddress === original.macAddress) return
  if (status !== 'ACTIVE' || originalStatus !== 'ACTIVE') return
  throw new InvalidInputError(
    `mac_address of port ${current.id} cannot change to ${current.macAddress} while the port is ACTIVE; ` +
      'unplug it or unbind it first',
  )
}

async function publish(change: PortChange, agents: AgentsOf, tx: Transaction): Promise<void> {
  await tx.publish(populationWrites(change, await readPopulation(change, agents, tx)))
}

function identity(port: Port): Pick<PortChange, 'networkId' | 'portId' | 'revision'> {
  return { networkId: port.networkId, portId: port.id, revision: port.revisionNumber }
}

function announcedPort(port: Port, status: PortStatus, host: string, segment: Segment | undefined): AnnouncedPort {
  const { id, macAddress, deviceOwner, fixedIps } = port
  return { id, macAddress, deviceOwner, fixedIps, status, host, segment }
}

function agentsOf(context: PortContext): AgentsOf {
  return (host) => (host === context.host ? context.hostAgents() : context.originalHostAgents())
}
