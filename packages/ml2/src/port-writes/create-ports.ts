import {
  AddressPairAndPortSecurityRequiredError,
  type FixedIp,
  NetworkNotFoundError,
  NetworkNotSharedError,
  type Port,
  type PortContext,
  type PortCreate,
  type RequestContext,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import {
  inAddressOrder,
  insertChunks,
  isTurnOver,
  mapInTurns,
  ownerOf,
  timestamp,
  yieldLongTurn,
} from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { publishOpenness } from '../network-state/open-ports.ts'
import type { Ml2Environment } from '../environment/environment.ts'
import { canonicalFixedIps, canonicalPairs } from '../input/port-input.ts'
import { allocateAddresses, type AddressOrder } from '../ipam/allocate.ts'
import { defaultWishes, requestedWishes, type AddressWish } from '../ipam/address-wishes.ts'
import { isWithoutStatus } from '../base/device-owners.ts'
import { canonicalMac, generateMacs } from '../base/mac-address.ts'
import { requirePoliciesOf } from '../qos/attach-policy.ts'
import { takeQuota } from '../quotas/usage.ts'
import { isVisible, mayUse } from '../rbac/visible.ts'
import { loadNetworks, type LoadedNetwork } from '../rows/network-rows.ts'
import { allocationRow, bindingRow, portRow } from '../rows/port-rows.ts'
import { requireKnownSubnets } from './known-subnets.ts'
import { dhcpOptions } from './dhcp-options.ts'
import { portContext } from '../port-state/port-context.ts'

/** Writes new ports, all or none, inside the transaction. Returns the contexts for the postcommits, in order. */
export async function createPortsIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  creates: readonly PortCreate[],
): Promise<readonly PortContext[]> {
  const owners = creates.map(({ projectId }) => ownerOf(request, projectId))
  await takeQuota(
    env,
    tx,
    owners.map((projectId) => ({ projectId, resource: 'port' })),
  )
  const networks = await visibleNetworks(tx, request, [...new Set(creates.map(({ networkId }) => networkId))])
  const hosts = creates.flatMap(({ host }) => (host === undefined ? [] : [host]))
  const agents = await env.agents.onHosts(tx.db, hosts)
  const macs = await assignMacs(env, tx, creates)
  for (const { networkId, fixedIps = [] } of creates) {
    const loaded = networks.get(networkId)
    if (loaded !== undefined) await requireKnownSubnets(tx, request, fixedIps, loaded)
  }
  const drafts = await mapInTurns(creates, (create, index): Draft => {
    const loaded = networks.get(create.networkId)
    if (loaded === undefined) throw new NetworkNotFoundError(create.networkId)
    return {
      create,
      loaded,
      projectId: owners[index] ?? '',
      macAddress: macs[index] ?? '',
      wishes: wishesOf(create, loaded),
    }
  })
  const addresses = await allocateAddresses(tx.db, drafts.map(orderOf))
  const now = timestamp(env.clock)
  const ports = await mapInTurns(drafts, (draft, index) => newPort(env, draft, addresses[index] ?? [], now))
  await requirePoliciesOf(env, tx, request, ports)
  await insertPorts(tx, ports)
  await publishOpenness(
    env,
    tx,
    ports.map((after) => ({ after })),
  )
  const shown = await env.extensions.createPorts(
    drafts.flatMap(({ create: given }, index) => {
      const resource = ports[index]
      return resource === undefined ? [] : [{ request: given, resource }]
    }),
    tx,
    request,
  )
  const contexts: PortContext[] = []
  for (const [index, current] of shown.entries()) {
    const draft = drafts[index]
    if (draft === undefined) continue
    if (isTurnOver()) await yieldLongTurn()
    const context = portContext({ request, current, loaded: draft.loaded, agents })
    await env.mechanisms.precommit('create', 'Port', context, tx)
    contexts.push(context)
  }
  return contexts
}

/** Networks that the request may not see are missing. @throws {NetworkNotSharedError} for one that it may only see */
async function visibleNetworks(
  { db }: Transaction,
  request: RequestContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LoadedNetwork>> {
  const networks = new Map(await loadNetworks(db, ids))
  for (const [id, { network }] of networks) {
    if (await mayUse(db, request, 'network', network)) continue
    if (await isVisible(db, request, 'network', network)) throw new NetworkNotSharedError(id, request.projectId)
    networks.delete(id)
  }
  return networks
}

interface Draft {
  readonly create: PortCreate
  readonly projectId: string
  readonly loaded: LoadedNetwork
  readonly macAddress: string
  readonly wishes: readonly AddressWish[]
}

function wishesOf({ fixedIps, deviceOwner = '' }: PortCreate, loaded: LoadedNetwork): readonly AddressWish[] {
  return fixedIps === undefined
    ? defaultWishes(loaded, deviceOwner)
    : requestedWishes(canonicalFixedIps(fixedIps), loaded, deviceOwner)
}

function orderOf({ create, loaded, macAddress, wishes }: Draft): AddressOrder {
  return { networkId: loaded.network.id, macAddress, deviceOwner: create.deviceOwner ?? '', wishes }
}

/** Given MACs in canonical form, generated ones for the rest; one set per network. */
async function assignMacs(
  env: Ml2Environment,
  tx: Transaction,
  creates: readonly PortCreate[],
): Promise<readonly string[]> {
  const given = creates.map(({ macAddress }) => (macAddress === undefined ? undefined : canonicalMac(macAddress)))
  const missing = new Map<string, number>()
  for (const [index, { networkId }] of creates.entries()) {
    if (given[index] === undefined) missing.set(networkId, (missing.get(networkId) ?? 0) + 1)
  }
  const taken = new Set(given.filter((mac) => mac !== undefined))
  const generated = new Map<string, string[]>()
  for (const [networkId, count] of missing) {
    generated.set(networkId, [...(await generateMacs(tx.db, networkId, count, env.options.baseMac, taken))])
  }
  return creates.map(({ networkId }, index) => given[index] ?? generated.get(networkId)?.pop() ?? '')
}

function newPort(
  env: Ml2Environment,
  { create, projectId, loaded, macAddress }: Draft,
  fixedIps: readonly FixedIp[],
  now: string,
): Port {
  const portSecurityEnabled = create.portSecurityEnabled ?? defaultSecurity(create, loaded)
  if (!portSecurityEnabled && (create.allowedAddressPairs ?? []).length > 0) {
    throw new AddressPairAndPortSecurityRequiredError()
  }
  return {
    id: create.id ?? randomUUID(),
    networkId: create.networkId,
    projectId,
    name: create.name ?? '',
    macAddress,
    adminStateUp: create.adminStateUp ?? true,
    status: isWithoutStatus(create.deviceOwner ?? '') ? 'N/A' : 'DOWN',
    deviceId: create.deviceId ?? '',
    deviceOwner: create.deviceOwner ?? '',
    fixedIps: inAddressOrder(fixedIps),
    allowedAddressPairs: canonicalPairs(
      create.allowedAddressPairs ?? [],
      macAddress,
      env.options.maxAllowedAddressPair,
    ),
    portSecurityEnabled,
    binding: {
      host: create.host ?? '',
      vnicType: create.vnicType ?? 'normal',
      profile: create.profile ?? {},
      vifType: VIF_TYPE_UNBOUND,
      vifDetails: {},
      levels: [],
    },
    extraDhcpOptions: dhcpOptions([], create.extraDhcpOptions ?? []),
    dnsName: create.dnsName ?? '',
    dnsDomain: create.dnsDomain ?? '',
    qosPolicyId: create.qosPolicyId ?? null,
    dataPlaneStatus: null,
    propagateUplinkStatus: create.propagateUplinkStatus ?? true,
    qosNetworkPolicyId: loaded.network.qosPolicyId,
    trunk: null,
    tags: [...new Set(create.tags)].sort(),
    description: create.description ?? '',
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
}

/** The network's own devices (routers, DHCP servers) send for others. */
function defaultSecurity({ deviceOwner = '' }: PortCreate, { network }: LoadedNetwork): boolean {
  return !deviceOwner.startsWith('network:') && network.portSecurityEnabled
}

async function insertPorts({ db }: Transaction, ports: readonly Port[]): Promise<void> {
  for (const piece of insertChunks(ports)) {
    await db.insertInto('ports').values(piece.map(portRow)).execute()
    await db.insertInto('port_bindings').values(piece.map(bindingRow)).execute()
  }
  const allocations = ports.flatMap((port) => port.fixedIps.map((fixedIp) => allocationRow(port, fixedIp)))
  for (const piece of insertChunks(allocations)) await db.insertInto('ip_allocations').values(piece).execute()
}
