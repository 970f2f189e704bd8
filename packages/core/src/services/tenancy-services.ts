import type { ProjectQuota, QuotaDetails, QuotaLimits } from '../model/quota.ts'
import type { RbacPolicy, RbacPolicyCreate, RbacPolicyUpdate } from '../model/rbac-policy.ts'
import type { RequestContext } from '../model/request-context.ts'
import type { TaggedType } from '../model/tagged-type.ts'
import type { ResourceService } from './resource-services.ts'

/** Grants. Their owner and administrators see them; an object's `shared` is a view of them. */
export type RbacPolicyService = ResourceService<RbacPolicy, RbacPolicyCreate, RbacPolicyUpdate>

/** Limits per project. Projects see their own, administrators all; only administrators set them. */
export interface QuotaService {
  /** Projects that have limits of their own. @throws {NotAuthorizedError} */
  list(context: RequestContext): Promise<readonly ProjectQuota[]>
  /** What holds for a project, known or not. @throws {NotAuthorizedError} */
  get(context: RequestContext, projectId: string): Promise<QuotaLimits>
  /** What holds for projects without limits of their own. @throws {NotAuthorizedError} */
  defaults(context: RequestContext, projectId: string): Promise<QuotaLimits>
  /** @throws {AdminRequiredError} */
  details(context: RequestContext, projectId: string): Promise<QuotaDetails>
  /**
   * Sets the given limits; `checkLimit` refuses those below what the project has.
   * @throws {NotAuthorizedError} {@link InvalidInputError} {@link QuotaBelowUseError}
   */
  update(
    context: RequestContext,
    projectId: string,
    change: Partial<QuotaLimits>,
    options?: { readonly checkLimit?: boolean },
  ): Promise<QuotaLimits>
  /** Back to the defaults. @throws {NotAuthorizedError} {@link QuotaNotFoundError} */
  delete(context: RequestContext, projectId: string): Promise<void>
}

/**
 * Free words on objects. Who sees an object sees its tags; its project's members and administrators change them. A change
 * adds one to the object's revision; none where nothing changes.
 */
export interface TagService {
  /** Sorted. @throws {TagResourceNotFoundError} here and below */
  list(context: RequestContext, type: TaggedType, id: string): Promise<readonly string[]>
  /** Exactly these from now on. @throws {InvalidInputError} {@link NotAuthorizedError} */
  replace(context: RequestContext, type: TaggedType, id: string, tags: readonly string[]): Promise<readonly string[]>
  /** Beside those that are there. @throws {InvalidInputError} {@link NotAuthorizedError} */
  add(context: RequestContext, type: TaggedType, id: string, tags: readonly string[]): Promise<readonly string[]>
  /** @throws {TagNotFoundError} when the object has no such tag; {@link NotAuthorizedError} */
  remove(context: RequestContext, type: TaggedType, id: string, tag: string): Promise<void>
  /** @throws {TagNotFoundError} */
  check(context: RequestContext, type: TaggedType, id: string, tag: string): Promise<void>
}
