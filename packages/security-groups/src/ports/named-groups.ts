import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { isService } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { SecurityGroupConflictError, SecurityGroupNotFoundError } from '../errors/group-errors.ts'
import { loadGroups } from '../rows/group-rows.ts'
import { SHARED_TYPE } from '../groups/visible-group.ts'
import type { SecurityGroup } from '../model/security-group.ts'

/** Groups that requests name, loaded at once. */
export class NamedGroups {
  readonly #groups: ReadonlyMap<string, SecurityGroup>

  private constructor(
    private readonly sharing: ServiceEnvironment['sharing'],
    private readonly tx: Transaction,
    groups: readonly SecurityGroup[],
  ) {
    this.#groups = new Map(groups.map((group) => [group.id, group]))
  }

  static async load(
    { sharing }: Pick<ServiceEnvironment, 'sharing'>,
    tx: Transaction,
    ids: readonly string[],
  ): Promise<NamedGroups> {
    return new NamedGroups(sharing, tx, await loadGroups(tx.db, [...new Set(ids)]))
  }

  /**
   * Whether a port of the project may be in these. Others' are for those alone to whom they are shared; administrators put a port
   * into any. @throws {SecurityGroupNotFoundError} naming all that are missing, {@link SecurityGroupConflictError} for groups that
   * differ in keeping state
   */
  async require(context: RequestContext, projectId: string, ids: readonly string[]): Promise<void> {
    const missing: string[] = []
    for (const id of ids) if (!(await this.#mayUse(context, projectId, id))) missing.push(id)
    if (missing.length > 0) throw new SecurityGroupNotFoundError(missing.join(', '))
    const states = new Set(ids.map((id) => this.#groups.get(id)?.stateful))
    if (states.size > 1) {
      const what = 'Cannot apply both stateful and stateless security groups on the same port at the same time'
      throw new SecurityGroupConflictError(what)
    }
  }

  async #mayUse(context: RequestContext, projectId: string, id: string): Promise<boolean> {
    const group = this.#groups.get(id)
    if (group === undefined) return false
    if (context.isAdmin || group.projectId === projectId || group.shared) return true
    const asOwner = isService(context) ? { ...context, projectId } : context
    return asOwner.projectId === projectId && (await this.sharing.isVisible(this.tx.db, asOwner, SHARED_TYPE, group))
  }
}
