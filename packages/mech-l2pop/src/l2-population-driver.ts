import { InvalidInputError, type MechanismDriver, type Port, type PortContext, type Segment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { announcementOf, type AnnouncedPort } from './announcement.ts'
import { populationWrites, type PortChange } from './population.ts'
import { isPopulated, readPopulation, type AgentsOf } from './read-population.ts'

export const L2POPULATION = 'l2population'

/**
 * Tells member hosts of a network which MAC and addresses are behind which VTEP. It binds nothing: it follows the statuses
 * and bindings that others make, inside their transactions, so that an announcement is never lost and never too early.
 */
export class L2PopulationDriver implements MechanismDriver {
  readonly name: string = L2POPULATION

  /**
   * A port is announced from ACTIVE until it goes DOWN, leaves its host or is deleted. While its host changes something it is
   * BUILD and forwards all the same: the others keep it (Neutron withdraws on DOWN alone, too).
   */
  async updatePortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    refuseNewMac(context)
    const { current, host, originalHost = host } = context
    const isAnnounced = await this.isAnnounced(context, tx)
    const stays = context.status === 'ACTIVE' || (context.status === 'BUILD' && isAnnounced && host === originalHost)
    const after = stays
      ? announcementOf(announcedPort(current, host, context.bottomBoundSegment), context.hostAgents())
      : undefined
    if (!isAnnounced && after === undefined) return
    const formerHosts = isAnnounced ? [originalHost] : []
    await publish({ ...identity(current), formerHosts, after }, agentsOf(context), tx)
  }

  /** Whether the port may be known to other hosts before the change. */
  private async isAnnounced(context: PortContext, tx: Transaction): Promise<boolean> {
    if (context.originalStatus !== 'BUILD') return context.originalStatus === 'ACTIVE'
    return isPopulated(context.original ?? context.current, context.originalHost ?? context.host, tx)
  }

  async deletePortPrecommit(context: PortContext, tx: Transaction): Promise<void> {
    if (context.status !== 'ACTIVE' && context.status !== 'BUILD') return
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

function announcedPort(port: Port, host: string, segment: Segment | undefined): AnnouncedPort {
  const { id, macAddress, deviceOwner, fixedIps } = port
  return { id, macAddress, deviceOwner, fixedIps, host, segment }
}

function agentsOf(context: PortContext): AgentsOf {
  return (host) => (host === context.host ? context.hostAgents() : context.originalHostAgents())
}
