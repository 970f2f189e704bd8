import type { RequestContext } from '../model/request-context.ts'
import type { Subport, SubportRequest, Trunk, TrunkCreate, TrunkUpdate } from '../model/trunk.ts'
import type { ResourceService } from './resource-services.ts'

/**
 * Trunks of the context's project. Once their parent has a host, subports get it, and the device owner `trunk:subport`; they
 * give both back when they leave. A port that is a parent or subport cannot be deleted.
 */
export interface TrunkService extends ResourceService<Trunk, TrunkCreate, TrunkUpdate> {
  /** All or none. */
  addSubports(context: RequestContext, id: string, subports: readonly SubportRequest[]): Promise<Trunk>
  /** By their ports. All or none. @throws {SubPortNotFoundError} */
  removeSubports(
    context: RequestContext,
    id: string,
    subports: readonly Pick<SubportRequest, 'portId'>[],
  ): Promise<Trunk>
  subports(context: RequestContext, id: string): Promise<readonly Subport[]>
}
