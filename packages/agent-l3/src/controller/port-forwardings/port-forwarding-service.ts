import type { RequestContext } from '@netloom/core'
import { listInMemory, parseInput, timestamp } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { portForwardingCreateInput, portForwardingUpdateInput } from '../base/inputs.ts'
import { FloatingIpPortAlreadyAssociatedError } from '../errors/floating-ip-errors.ts'
import { PortForwardingFilterError, PortForwardingNotFoundError } from '../errors/port-forwarding-errors.ts'
import { visibleFloatingIp } from '../floating-ips/visible-floating-ip.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { FloatingIp } from '../model/floating-ip.ts'
import type { PortForwarding, PortForwardingCreate, PortForwardingUpdate } from '../model/port-forwarding.ts'
import { portForwardingWrite } from '../items/translation-writes.ts'
import { saveFloatingIp } from '../rows/floating-ip-rows.ts'
import { forwardingsBy, portForwardingRow } from '../rows/port-forwarding-rows.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { judgeForwarding } from './judge-forwarding.ts'
import { removeForwarding } from './remove-forwardings.ts'

const FIELDS = ['id', 'protocol', 'externalPort', 'externalPortRange', 'internalPortId', 'description']
/** Neutron: FIELDS_NOT_SUPPORT_FILTER. */
const UNFILTERED: Readonly<Record<string, string>> = {
  internalIpAddress: 'internal_ip_address',
  internalPort: 'internal_port',
}

/** Port forwardings of one floating IP: `netloom.services.portForwardings.of(id)`, `/v2.0/floatingips/{id}/port_forwardings`. */
export class PortForwardingService {
  constructor(private readonly env: L3Environment) {}

  of(floatingIpId: string): ResourceService<PortForwarding, PortForwardingCreate, PortForwardingUpdate> {
    return {
      create: async (context, request) => {
        const [made] = await this.#create(context, floatingIpId, [request])
        if (made === undefined) throw new TypeError('a created port forwarding has vanished')
        return made
      },
      createMany: (context, requests) => this.#create(context, floatingIpId, requests),
      get: (context, id) => this.#get(this.env.engine.store.db, context, floatingIpId, id),
      list: (context, filter, page) => this.#list(context, floatingIpId, filter, page),
      update: (context, id, change) => this.#update(context, floatingIpId, id, change),
      delete: (context, id) => this.#delete(context, floatingIpId, id),
    }
  }

  async #create(
    context: RequestContext,
    floatingIpId: string,
    requests: readonly PortForwardingCreate[],
  ): Promise<readonly PortForwarding[]> {
    const creates = requests.map((request) => parseInput(portForwardingCreateInput, request))
    return this.env.engine.store.transaction(async (tx) => {
      const made: PortForwarding[] = []
      for (const create of creates) {
        const fip = await visibleFloatingIp(tx.db, context, floatingIpId)
        const { description = '', ...rest } = create
        const draft = { ...rest, description, id: randomUUID(), floatingIpId, revisionNumber: 1 }
        const { forwarding, routerId } = await judgeForwarding(tx.db, context, fip, draft)
        if (fip.portId !== null) throw associated(fip, forwarding)
        await tablesIn(tx.db).insertInto('port_forwardings').values(portForwardingRow(forwarding)).execute()
        await this.#touch(tx, { ...fip, routerId })
        await this.#publish(tx, routerId, forwarding, fip)
        made.push(forwarding)
      }
      return made
    })
  }

  async #get(db: Db, context: RequestContext, floatingIpId: string, id: string): Promise<PortForwarding> {
    await visibleFloatingIp(db, context, floatingIpId)
    const found = (await forwardingsBy(db, 'floating_ip_id', [floatingIpId])).find((one) => one.id === id)
    if (found === undefined) throw new PortForwardingNotFoundError(id)
    return found
  }

  async #list(
    context: RequestContext,
    floatingIpId: string,
    filter: ResourceFilter = {},
    page: Page = {},
  ): Promise<readonly PortForwarding[]> {
    const { db } = this.env.engine.store
    await visibleFloatingIp(db, context, floatingIpId)
    for (const field of Object.keys(filter)) {
      const name = UNFILTERED[field]
      if (name !== undefined) throw new PortForwardingFilterError(name)
    }
    const all = (await forwardingsBy(db, 'floating_ip_id', [floatingIpId])).map((one) => ({
      ...one,
      externalPort: one.externalPorts[0] === one.externalPorts[1] ? one.externalPorts[0] : null,
      externalPortRange: one.externalPorts.join(':'),
    }))
    const shape = { resource: 'port forwarding', fields: FIELDS }
    return listInMemory(all, shape, filter, page, (id) => new PortForwardingNotFoundError(id))
  }

  async #update(
    context: RequestContext,
    floatingIpId: string,
    id: string,
    request: PortForwardingUpdate,
  ): Promise<PortForwarding> {
    const change = parseInput(portForwardingUpdateInput, request)
    return this.env.engine.store.transaction(async (tx) => {
      const fip = await visibleFloatingIp(tx.db, context, floatingIpId)
      const before = await this.#get(tx.db, context, floatingIpId, id)
      const movesPort = change.internalPortId !== undefined && change.internalPortId !== before.internalPortId
      const draft = {
        ...before,
        ...(movesPort && { internalIpAddress: undefined }),
        ...change,
        revisionNumber: before.revisionNumber + 1,
      }
      const { forwarding, routerId } = await judgeForwarding(tx.db, context, fip, draft)
      const row = portForwardingRow(forwarding)
      await tablesIn(tx.db).updateTable('port_forwardings').set(row).where('id', '=', id).execute()
      await this.#publish(tx, routerId, forwarding, fip)
      return forwarding
    })
  }

  async #delete(context: RequestContext, floatingIpId: string, id: string): Promise<void> {
    await this.env.engine.store.transaction(async (tx) => {
      await removeForwarding(this.env, tx, await this.#get(tx.db, context, floatingIpId, id))
    })
  }

  async #touch(tx: Transaction, fip: FloatingIp): Promise<void> {
    const updatedAt = timestamp(this.env.engine.clock)
    await saveFloatingIp(tx.db, { ...fip, revisionNumber: fip.revisionNumber + 1, updatedAt })
  }

  async #publish(tx: Transaction, routerId: string, forwarding: PortForwarding, fip: FloatingIp): Promise<void> {
    if (!(await isHosted(tx.db, routerId))) return
    await this.env.engine.publish(tx, [portForwardingWrite(routerId, forwarding, fip.floatingIpAddress)])
  }
}

const associated = (fip: FloatingIp, forwarding: PortForwarding): FloatingIpPortAlreadyAssociatedError =>
  new FloatingIpPortAlreadyAssociatedError({
    ...fip,
    portId: forwarding.internalPortId,
    fixedIpAddress: forwarding.internalIpAddress,
  })
