import { CONTRACT, NoNetworkAvailableError, TunnelIdInUseError } from '@netloom/core'
import {
  type AllocatedSegment,
  type DriverModule,
  MECHANISM_DRIVER,
  type MechanismDriver,
  type ProviderSegment,
  TYPE_DRIVER,
  type TypeDriver,
} from '@netloom/core'
import { bindByAgent } from '@netloom/core/kit'
import { singleton } from '@netloom/core/registry'
import type { Transaction } from '@netloom/core/store'

/** A tunnel type with the ids `1…size`, kept in the real table, lowest first. */
export class CountingTypeDriver implements TypeDriver {
  readonly networkType: string
  constructor(
    networkType: string,
    private readonly size: number,
    private readonly limit = 1450,
  ) {
    this.networkType = networkType
  }
  isPartial({ segmentationId }: ProviderSegment): boolean {
    return segmentationId === undefined
  }
  validate(): void {
    return undefined
  }
  async reserve({ segmentationId, physicalNetwork }: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    const taken = await this.#taken(tx)
    const id = segmentationId ?? this.#free(taken)
    if (id === undefined) throw new NoNetworkAvailableError('test pool is empty')
    if (taken.has(id)) throw new TunnelIdInUseError(id)
    return this.#take(id, physicalNetwork ?? null, tx)
  }
  async allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    const id = this.#free(await this.#taken(tx))
    return id === undefined ? undefined : this.#take(id, null, tx)
  }
  async release({ segmentationId }: AllocatedSegment, tx: Transaction): Promise<void> {
    await tx.db
      .deleteFrom('segment_allocations')
      .where('network_type', '=', this.networkType)
      .where('segmentation_id', '=', segmentationId ?? 0)
      .execute()
  }
  mtu(): number {
    return this.limit
  }
  async #taken(tx: Transaction): Promise<ReadonlySet<number>> {
    const rows = await tx.db
      .selectFrom('segment_allocations')
      .select('segmentation_id')
      .where('network_type', '=', this.networkType)
      .execute()
    return new Set(rows.map((row) => row.segmentation_id))
  }
  #free(taken: ReadonlySet<number>): number | undefined {
    return Array.from({ length: this.size }, (_, index) => index + 1).find((id) => !taken.has(id))
  }
  async #take(id: number, physicalNetwork: string | null, tx: Transaction): Promise<AllocatedSegment> {
    await tx.db
      .insertInto('segment_allocations')
      .values({ network_type: this.networkType, physical_network: '', segmentation_id: id })
      .execute()
    return { networkType: this.networkType, physicalNetwork, segmentationId: id }
  }
}

export function typeModule(networkType = 'vxlan', size = 100, mtu = 1450): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'type',
    name: networkType,
    register: (container) => {
      container.register(TYPE_DRIVER, { useFactory: singleton(() => new CountingTypeDriver(networkType, size, mtu)) })
    },
  }
}

export function mechanismModule(driver: MechanismDriver): DriverModule {
  return {
    contract: CONTRACT,
    kind: 'mechanism',
    name: driver.name,
    register: (container) => {
      container.register(MECHANISM_DRIVER, { useFactory: singleton(() => driver) })
    },
  }
}

export const TEST_AGENT = 'Test switch agent'

/** Binds where a live test agent says that it can. */
export function switchDriver(extra: Partial<MechanismDriver> = {}): MechanismDriver {
  return {
    name: 'switch',
    connectivity: 'l2',
    agentType: TEST_AGENT,
    bindPort: (context) =>
      bindByAgent(context, { agentType: TEST_AGENT, vifType: 'tap', vifDetails: { port_filter: true } }),
    ...extra,
  }
}
