import { RevisionNumberConstraintFailedError, NotAuthorizedError } from '../errors/resource-errors.ts'
import { InvalidFieldsError } from '../errors/segment-errors.ts'
import type { RequestContext } from '../model/request-context.ts'

interface Owned {
  readonly projectId: string
}

/** Neutron: role `service`, of other services of the cloud, which work on the ports of every project. */
export function isService({ roles }: RequestContext): boolean {
  return roles.includes('service')
}

/** What others share is judged elsewhere. */
export function isOwn(context: RequestContext, { projectId }: Owned): boolean {
  return context.isAdmin || projectId === context.projectId
}

/** For objects the caller can see. @throws {NotAuthorizedError} */
export function requireOwner(context: RequestContext, { projectId }: Owned, action: string): void {
  if (!isOwn(context, { projectId })) throw new NotAuthorizedError(`rule:${action}`)
}

/** Whose a new object is. @throws {InvalidInputError} when somebody else than an administrator or a service asks for another project */
export function ownerOf(context: RequestContext, requested: string | undefined): string {
  if (requested === undefined || requested === context.projectId) return context.projectId
  if (!context.isAdmin && !isService(context)) {
    const problem = `other than the project of the request ('${context.projectId}') requires admin privileges`
    throw new InvalidFieldsError([{ path: ['projectId'], value: `'${requested}'`, problem }])
  }
  return requested
}

/** @throws {RevisionNumberConstraintFailedError} */
export function requireRevision(expected: number | undefined, { revisionNumber }: { revisionNumber: number }): void {
  if (expected !== undefined && expected !== revisionNumber) {
    throw new RevisionNumberConstraintFailedError(expected, revisionNumber)
  }
}
