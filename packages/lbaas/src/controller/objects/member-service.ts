import type { RequestContext } from '@netloom/core'
import type { LbEnvironment } from '../base/environment.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import type { MemberCreate, MemberUpdate } from '../model/requests.ts'
import type { Shown } from '../model/shown.ts'
import { addMember, changeMember, replaceMembers } from './members.ts'
import { ObjectService } from './object-service.ts'
import { writeBalancer } from './write-balancer.ts'

/** Members of one pool: `/v2.0/lbaas/pools/{id}/members`. */
export class MemberService extends ObjectService<'member', MemberCreate, MemberUpdate> {
  constructor(
    env: LbEnvironment,
    private readonly poolId: string,
  ) {
    super(
      env,
      {
        kind: 'member',
        target: () => ({ kind: 'pool', id: poolId }),
        add: (draft, request) => addMember(draft, poolId, request),
        change: changeMember,
        fields: ['address', 'protocolPort', 'weight', 'backup', 'subnetId', 'monitorAddress', 'monitorPort'],
      },
      { kind: 'pool', id: poolId },
    )
  }

  override async createMany(
    context: RequestContext,
    requests: readonly MemberCreate[],
  ): Promise<readonly Shown<'member'>[]> {
    for (const { subnetId } of requests) await this.#requireSubnet(context, subnetId)
    return super.createMany(context, requests)
  }

  /** All members at once; with `additive` those that are not named stay. */
  async replace(context: RequestContext, requests: readonly MemberCreate[], additive = false): Promise<void> {
    for (const id of new Set(requests.map(({ subnetId }) => subnetId))) await this.#requireSubnet(context, id)
    await writeBalancer(this.env, context, { kind: 'pool', id: this.poolId }, (draft) => {
      replaceMembers(draft, this.poolId, requests, additive)
    })
  }

  async #requireSubnet(context: RequestContext, id: string | null | undefined): Promise<void> {
    if (id === undefined || id === null) return
    try {
      await this.env.engine.subnets.get(context, id)
    } catch {
      throw lbErrors.invalidSubresource('Subnet', id)
    }
  }
}
