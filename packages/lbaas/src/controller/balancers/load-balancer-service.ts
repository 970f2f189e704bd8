import { adminContext, PortNotFoundError, type RequestContext } from '@netloom/core'
import { ownerOf } from '@netloom/core/kit'
import { randomUUID } from 'node:crypto'
import type { LbEnvironment } from '../base/environment.ts'
import { requireProvider } from '../base/provider-of.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import { Family } from '../model/family.ts'
import type { LoadBalancerCreate, LoadBalancerUpdate } from '../model/requests.ts'
import type { Shown } from '../model/shown.ts'
import { Draft } from '../objects/draft.ts'
import { addListener } from '../objects/listeners.ts'
import { ObjectService } from '../objects/object-service.ts'
import { addPool } from '../objects/pools.ts'
import { show } from '../objects/show.ts'
import { now, settingsOf, store, visibleFamily, writeBalancer } from '../objects/write-balancer.ts'
import { tablesIn } from '../store/tables.ts'
import { makeVip, type Vip } from './vip.ts'

/** `/v2.0/lbaas/loadbalancers` */
export class LoadBalancerService extends ObjectService<'loadbalancer', LoadBalancerCreate, LoadBalancerUpdate> {
  constructor(env: LbEnvironment) {
    super(env, {
      kind: 'loadbalancer',
      target: () => {
        throw new TypeError('a balancer hangs on nothing')
      },
      add: () => {
        throw new TypeError('a balancer is made with its port')
      },
      change: (draft, object, { vipQosPolicyId = object.attributes.vipQosPolicyId, ...change }) =>
        draft.change(object, change, { ...object.attributes, vipQosPolicyId }),
      fields: [
        ...['provider', 'vipAddress', 'vipPortId', 'vipSubnetId', 'vipNetworkId', 'flavorId', 'availabilityZone'],
      ],
    })
  }

  override async createMany(
    context: RequestContext,
    requests: readonly LoadBalancerCreate[],
  ): Promise<readonly Shown<'loadbalancer'>[]> {
    const made: Shown<'loadbalancer'>[] = []
    for (const request of requests) made.push(await this.create(context, request))
    return made
  }

  /** With its port, and all that hangs on it: whole or not at all. */
  override async create(context: RequestContext, request: LoadBalancerCreate): Promise<Shown<'loadbalancer'>> {
    const projectId = ownerOf(context, request.projectId)
    if (projectId === '') throw lbErrors.validation(NO_PROJECT)
    if (request.provider !== undefined && request.provider !== null && (request.flavorId ?? null) !== null) {
      throw lbErrors.providerAndFlavor()
    }
    const provider = requireProvider(this.env.options, request.provider)
    if ((request.flavorId ?? null) !== null)
      throw lbErrors.validation(`Invalid flavor_id '${String(request.flavorId)}'.`)
    const id = randomUUID()
    const vip = await makeVip(this.env, context, { id, projectId, adminStateUp: request.adminStateUp ?? true }, request)
    const attributes = {
      ...vip,
      provider: provider.name,
      vipQosPolicyId: request.vipQosPolicyId ?? null,
      flavorId: null,
      availabilityZone: request.availabilityZone ?? null,
      isLegacy: false,
    }
    const { vipPortId, ...own } = attributes
    const settings = settingsOf(this.env, { id, projectId, attributes: own })
    try {
      const family = await this.env.engine.store.transaction(async (tx) => {
        const taken = await tablesIn(tx.db)
          .selectFrom('lb_objects')
          .select('id')
          .where('vip_port_id', '=', vipPortId)
          .executeTakeFirst()
        if (taken !== undefined) throw lbErrors.vipInUse(vipPortId)
        const draft = new Draft(new Family([]), settings)
        draft.add('loadbalancer', null, { ...request, id }, own, vipPortId)
        // Pools first: listeners call them by their names.
        for (const pool of request.pools ?? []) addPool(draft, pool)
        for (const listener of request.listeners ?? []) addListener(draft, listener)
        await store(this.env, tx, draft)
        return draft.family
      })
      this.env.schedule.due(id)
      const whole = request.listeners !== undefined || request.pools !== undefined
      return show(family.loadBalancer, family, { now: now(this.env), whole })
    } catch (error) {
      await this.#removePort(vip)
      throw error
    }
  }

  /** One that something hangs on stays. @throws ValidationException, and in strict mode LBPendingStateError */
  override delete(context: RequestContext, id: string): Promise<void> {
    return this.#delete(context, id, false)
  }

  deleteCascade(context: RequestContext, id: string): Promise<void> {
    return this.#delete(context, id, true)
  }

  async #delete(context: RequestContext, id: string, cascade: boolean): Promise<void> {
    const before = await visibleFamily(this.env, context, 'loadbalancer', id)
    const { provisioningStatus } = show(before.loadBalancer, before, { now: now(this.env) })
    if (this.env.options.strictOctaviaStates && provisioningStatus.startsWith('PENDING_')) {
      throw lbErrors.pending(provisioningStatus, id)
    }
    const { result: vip } = await writeBalancer(
      this.env,
      context,
      { kind: 'loadbalancer', id },
      (draft) => {
        const { family } = draft
        if (!cascade && family.of('listener').length + family.of('pool').length > 0) throw lbErrors.hasChildren(id)
        const { attributes, vipPortId } = family.loadBalancer
        draft.remove(id)
        return { vipPortId: vipPortId ?? '', ownsPort: attributes.ownsPort }
      },
      (tx) => this.env.schedule.forget(tx, id),
    )
    await this.#removePort(vip)
  }

  /** What is left behind by a controller that dies here is swept at the next start. */
  async #removePort({ vipPortId, ownsPort }: Pick<Vip, 'vipPortId' | 'ownsPort'>): Promise<void> {
    if (!ownsPort) return
    try {
      await this.env.engine.ports.delete(adminContext('', 'req-lbaas'), vipPortId)
    } catch (error) {
      if (!(error instanceof PortNotFoundError)) throw error
    }
  }
}

const NO_PROJECT =
  'Missing project ID in request where one is required. An administrator should check the keystone settings in the ' +
  'Octavia configuration.'
