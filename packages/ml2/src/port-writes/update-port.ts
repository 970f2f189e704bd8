import {
  AddressPairAndPortSecurityRequiredError,
  type FixedIp,
  type FixedIpRequest,
  NetworkNotFoundError,
  type Port,
  type PortBinding,
  PortBoundError,
  type PortContext,
  PortInUseError,
  type PortUpdate,
  type RequestContext,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import { inAddressOrder, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { releaseSegmentsOf } from '../binding/dynamic-segments.ts'
import { canonicalFixedIps, canonicalPairs } from '../input/port-input.ts'
import { allocateAddresses } from '../ipam/allocate.ts'
import { changedWishes, type AddressWish } from '../ipam/address-wishes.ts'
import { releaseAddresses } from '../ipam/release.ts'
import { canonicalMac, generateMacs } from '../base/mac-address.ts'
import { publishOpenness } from '../network-state/open-ports.ts'
import { changePortPolicy } from '../qos/attach-policy.ts'
import type { LoadedNetwork } from '../rows/network-rows.ts'
import { allocationRow, bindingRow, portRow } from '../rows/port-rows.ts'
import { requireKnownSubnets } from './known-subnets.ts'
import { dhcpOptions } from './dhcp-options.ts'
import { loadSurroundings, precommitUpdates, type Surroundings } from '../port-state/port-changes.ts'
import { isBound, publishPorts, saidOf } from '../port-state/port-feed.ts'
import { blockedPorts, dropBlocks, wiringOf } from '../port-state/provisioning.ts'

/** Applies a change to a port, inside the transaction. Returns the contexts for the postcommit. */
export async function updatePortIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  before: Port,
  change: PortUpdate,
): Promise<readonly PortContext[]> {
  const surroundings = await loadSurroundings(env, tx.db, [before], change.host === undefined ? [] : [change.host])
  const loaded = surroundings.networks.get(before.networkId)
  if (loaded === undefined) throw new NetworkNotFoundError(before.networkId)
  if (change.qosPolicyId !== undefined) await changePortPolicy(env, tx, request, before, change.qosPolicyId)
  const macAddress = await newMac(env, tx, before, change)
  const binding = newBinding(before, change)
  const unbinds = binding !== before.binding && before.binding.vifType !== VIF_TYPE_UNBOUND
  const fixedIps = await newAddresses(tx, request, before, change, loaded, macAddress)
  const adminStateUp = change.adminStateUp ?? before.adminStateUp
  const after: Port = {
    ...before,
    name: change.name ?? before.name,
    description: change.description ?? before.description,
    macAddress,
    adminStateUp,
    status: await newStatus(
      env,
      tx,
      before,
      { up: adminStateUp, keepsBinding: binding === before.binding },
      surroundings,
    ),
    deviceId: change.deviceId ?? before.deviceId,
    deviceOwner: change.deviceOwner ?? before.deviceOwner,
    fixedIps,
    allowedAddressPairs:
      change.allowedAddressPairs === undefined
        ? before.allowedAddressPairs
        : canonicalPairs(change.allowedAddressPairs, macAddress, env.options.maxAllowedAddressPair),
    portSecurityEnabled: change.portSecurityEnabled ?? before.portSecurityEnabled,
    binding,
    extraDhcpOptions: dhcpOptions(before.extraDhcpOptions, change.extraDhcpOptions ?? []),
    dnsName: change.dnsName ?? before.dnsName,
    dnsDomain: change.dnsDomain ?? before.dnsDomain,
    qosPolicyId: change.qosPolicyId === undefined ? before.qosPolicyId : change.qosPolicyId,
    dataPlaneStatus: change.dataPlaneStatus === undefined ? before.dataPlaneStatus : change.dataPlaneStatus,
    propagateUplinkStatus: change.propagateUplinkStatus ?? before.propagateUplinkStatus,
    revisionNumber: before.revisionNumber + 1,
    updatedAt: timestamp(env.clock),
  }
  if (!after.portSecurityEnabled && after.allowedAddressPairs.length > 0) {
    throw new AddressPairAndPortSecurityRequiredError()
  }
  await tx.db.updateTable('ports').set(portRow(after)).where('id', '=', before.id).execute()
  if (binding !== before.binding) await rebindRows(tx, after, unbinds)
  await publishOpenness(env, tx, [{ before, after }])
  const said = await saidOf(env, tx, [before])
  const shown = await env.extensions.updatePort(change, after, tx, request)
  await publishPorts(env, tx, [{ before, after }], said)
  const contexts = await precommitUpdates(env, tx, request, [{ before, after: shown }], surroundings)
  if (unbinds) await releaseSegmentsOf(env, tx, [before])
  return contexts
}

async function newMac(env: Ml2Environment, tx: Transaction, before: Port, change: PortUpdate): Promise<string> {
  const mac = await wantedMac(env, tx, before, change)
  if (mac !== before.macAddress && isBound(before)) {
    throw new PortBoundError(before.id, before.binding.vifType, before.macAddress, mac)
  }
  return mac
}

async function wantedMac(
  { options }: Ml2Environment,
  { db }: Transaction,
  { networkId, macAddress: old }: Port,
  { macAddress }: PortUpdate,
): Promise<string> {
  if (macAddress === undefined) return old
  if (macAddress !== null) return canonicalMac(macAddress) ?? old
  const [generated = old] = await generateMacs(db, networkId, 1, options.baseMac, new Set([old]))
  return generated
}

/** Another host, vnic type or profile unbinds; the same object back means that nothing of the binding changed. */
function newBinding(before: Port, { host, vnicType, profile }: PortUpdate): PortBinding {
  const { binding } = before
  const next = {
    host: host ?? binding.host,
    vnicType: vnicType ?? binding.vnicType,
    profile: profile ?? binding.profile,
  }
  const same = next.host === binding.host && next.vnicType === binding.vnicType
  if (same && JSON.stringify(next.profile) === JSON.stringify(binding.profile)) return binding
  if (next.vnicType !== binding.vnicType && next.host !== '' && isBound(before)) {
    throw new PortInUseError(before.id, before.networkId, before.deviceId)
  }
  return { ...next, vifType: VIF_TYPE_UNBOUND, vifDetails: {}, levels: [] }
}

/**
 * A port put down is DOWN at once. Put up again it is ACTIVE at once if we know that its wiring was never lost; where only
 * reports tell, the next one does. A port that lost its binding is DOWN.
 */
async function newStatus(
  env: Ml2Environment,
  tx: Transaction,
  before: Port,
  { up, keepsBinding }: { readonly up: boolean; readonly keepsBinding: boolean },
  { agents }: Surroundings,
): Promise<Port['status']> {
  if (!keepsBinding || !up) return 'DOWN'
  if (before.adminStateUp) return before.status
  const wiring = wiringOf(before, env.mechanisms.drivers, agents)
  if (wiring === 'driver') return 'ACTIVE'
  const isWired = wiring === 'blocks' && (await blockedPorts(tx.db, [before.id])).size === 0
  return isWired ? 'ACTIVE' : before.status
}

async function newAddresses(
  tx: Transaction,
  request: RequestContext,
  before: Port,
  { fixedIps, deviceOwner = before.deviceOwner }: PortUpdate,
  loaded: LoadedNetwork,
  macAddress: string,
): Promise<readonly FixedIp[]> {
  if (fixedIps !== undefined) await requireKnownSubnets(tx, request, fixedIps, loaded)
  const change = (ips: readonly FixedIp[], changes: AddressChanges): Promise<readonly FixedIp[]> =>
    changeAddresses(tx, { ...before, macAddress, deviceOwner, fixedIps: ips }, loaded, changes)
  // one after the other, as if it were two requests: a new list is judged by what the port has with its new MAC
  const following = followMac(before, loaded, macAddress)
  const followed = await change(before.fixedIps, following)
  if (fixedIps === undefined) return followed
  const requests = asFollowed(canonicalFixedIps(fixedIps), following.released)
  return change(followed, changedWishes(followed, requests, loaded, deviceOwner))
}

type AddressChanges = ReturnType<typeof changedWishes>

/** An address that was made of the old MAC, and is sent back as it was read, asks for the one made of the new. */
function asFollowed(requests: readonly FixedIpRequest[], gone: readonly FixedIp[]): readonly FixedIpRequest[] {
  return requests.map((request) => {
    const old = gone.find(({ ipAddress }) => ipAddress === request.ipAddress)
    return old === undefined ? request : { subnetId: old.subnetId }
  })
}

async function changeAddresses(
  tx: Transaction,
  before: Port,
  loaded: LoadedNetwork,
  { kept, released, wishes }: AddressChanges,
): Promise<readonly FixedIp[]> {
  if (released.length === 0 && wishes.length === 0) return before.fixedIps
  await releaseAddresses(tx.db, loaded.subnets, released)
  const { networkId, macAddress, deviceOwner } = before
  const order = { networkId, macAddress, deviceOwner, wishes }
  const added = (await allocateAddresses(tx.db, [order]))[0] ?? []
  if (added.length > 0) {
    await tx.db
      .insertInto('ip_allocations')
      .values(added.map((fixedIp) => allocationRow(before, fixedIp)))
      .execute()
  }
  return inAddressOrder([...kept, ...added])
}

/** Addresses made of the old MAC follow the new one. */
function followMac(before: Port, { subnets }: LoadedNetwork, macAddress: string): ReturnType<typeof changedWishes> {
  if (macAddress === before.macAddress) return { kept: before.fixedIps, released: [], wishes: [] }
  const automatic = subnets.filter((subnet) => subnet.isAutomatic)
  const released = before.fixedIps.filter(({ subnetId }) => automatic.some(({ id }) => id === subnetId))
  const wishes = released.flatMap(({ subnetId }): readonly AddressWish[] => {
    const subnet = automatic.find(({ id }) => id === subnetId)
    return subnet === undefined ? [] : [{ kind: 'eui64', subnet }]
  })
  return { kept: before.fixedIps.filter((fixedIp) => !released.includes(fixedIp)), released, wishes }
}

async function rebindRows({ db }: Transaction, after: Port, wasBound: boolean): Promise<void> {
  if (wasBound) {
    await dropBlocks(db, [after.id])
    await db.deleteFrom('port_binding_levels').where('port_id', '=', after.id).execute()
  }
  await db.updateTable('port_bindings').set(bindingRow(after)).where('port_id', '=', after.id).execute()
}
