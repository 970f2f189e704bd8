import type { RequestContext } from '@netloom/core'
import { canonicalAddress } from '@netloom/core/kit'
import { ExternalGatewayForFloatingIpNotFoundError } from '../errors/floating-ip-errors.ts'
import { PortHasBindingFloatingIpError } from '../errors/port-forwarding-errors.ts'
import { ResourceBadRequestError } from '../errors/router-errors.ts'
import { visiblePort } from '../floating-ips/association.ts'
import { routerFor } from '../floating-ips/router-for.ts'
import type { FloatingIp } from '../model/floating-ip.ts'
import type { PortForwarding, PortRange } from '../model/port-forwarding.ts'
import { floatingIpsBy } from '../rows/floating-ip-rows.ts'
import { forwardingsBy } from '../rows/port-forwarding-rows.ts'
import { isIpv4, type PortFacts } from '../rows/port-facts.ts'
import type { Db } from '../store/tables.ts'

const refuse = (problem: string): ResourceBadRequestError => new ResourceBadRequestError('port_forwarding', problem)

export type ForwardingDraft = Omit<PortForwarding, 'internalIpAddress'> & {
  readonly internalIpAddress?: string | undefined
}

/** What a draft becomes, and the router that does it. @throws what the floating IP, the port and others' forwardings refuse */
export async function judgeForwarding(
  db: Db,
  context: RequestContext,
  fip: FloatingIp,
  draft: ForwardingDraft,
): Promise<{ readonly forwarding: PortForwarding; readonly routerId: string }> {
  requireRanges(draft)
  const port = await visiblePort(db, context, draft.internalPortId)
  const { ipAddress, subnetId } = innerAddress(port, draft.internalIpAddress)
  const forwarding: PortForwarding = { ...draft, internalIpAddress: ipAddress }
  await requireNoCollision(db, forwarding)
  const [binding] = await floatingIpsBy(db, 'port_id', port.id)
  if (binding !== undefined) throw new PortHasBindingFloatingIpError(binding, port.id, ipAddress)
  const routerId = await reachedBy(db, fip, port, subnetId)
  if (fip.routerId !== null && fip.routerId !== routerId) {
    throw refuse(
      `The Floating IP ${fip.id} had been set on router ${fip.routerId}, the internal Neutron port ${port.id} can not ` +
        'reach it',
    )
  }
  return { forwarding, routerId }
}

/** As many ports inside as outside, or one for all. */
function requireRanges({ externalPorts, internalPorts }: ForwardingDraft): void {
  const [outside, inside] = [externalPorts, internalPorts].map(([first, last]) => last - first)
  if (inside === 0 || inside === outside) return
  throw refuse(
    'Invalid ranges of internal and/or external ports. The relation between internal and external ports must be N-N or 1-N',
  )
}

function innerAddress(port: PortFacts, wanted: string | undefined): PortFacts['fixedIps'][number] {
  const addresses = port.fixedIps.filter(isIpv4)
  const [first] = addresses
  if (first === undefined) throw refuse(`Requested internal port ${port.id} must allocate an IPv4 address at least.`)
  if (wanted === undefined) return first
  const found = addresses.find(({ ipAddress }) => ipAddress === (canonicalAddress(wanted) ?? wanted))
  if (found !== undefined) return found
  const held = addresses.map(({ subnetId, ipAddress }) => `{'subnet_id': '${subnetId}', 'ip_address': '${ipAddress}'}`)
  throw refuse(
    `Requested internal IP address ${wanted} is not suitable for internal neutron port ${port.id}, as its fixed_ips are ` +
      `[${held.join(', ')}]`,
  )
}

async function requireNoCollision(db: Db, forwarding: PortForwarding): Promise<void> {
  const { id, protocol, floatingIpId, internalPortId, internalIpAddress } = forwarding
  const others = (found: readonly PortForwarding[]): readonly PortForwarding[] =>
    found.filter((one) => one.id !== id && one.protocol === protocol)
  const inside = others(await forwardingsBy(db, 'internal_port_id', [internalPortId]))
  for (const one of inside.filter((other) => other.internalIpAddress === internalIpAddress)) {
    requireApart('internal_port_range', one.internalPorts, forwarding.internalPorts)
  }
  for (const one of others(await forwardingsBy(db, 'floating_ip_id', [floatingIpId]))) {
    requireApart('external_port_range', one.externalPorts, forwarding.externalPorts)
  }
}

function requireApart(what: string, there: PortRange, wanted: PortRange): void {
  if (there[0] > wanted[1] || wanted[0] > there[1]) return
  throw refuse(
    `There is a port collision with the ${what}. The following ranges collides: ${there.join(':')} and ${wanted.join(':')}`,
  )
}

/** The router that both the port and the floating IP are behind. */
async function reachedBy(db: Db, fip: FloatingIp, port: PortFacts, subnetId: string): Promise<string> {
  try {
    return await routerFor(db, port, subnetId, fip.floatingNetworkId)
  } catch (error) {
    if (!(error instanceof ExternalGatewayForFloatingIpNotFoundError)) throw error
    throw refuse(
      `External network ${fip.floatingNetworkId} is not reachable from subnet ${subnetId}. Cannot set Port forwarding for ` +
        `port ${port.id} with Floating IP ${fip.id}`,
    )
  }
}
