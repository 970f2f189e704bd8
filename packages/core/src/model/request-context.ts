/** Who asks. Every service call takes one; the REST layer fills it from the token, embedders make their own. */
export interface RequestContext {
  readonly projectId: string
  readonly userId?: string
  readonly roles: readonly string[]
  readonly isAdmin: boolean
  readonly requestId: string
}

/** An administrator of `projectId`; what an embedding application that has no users of its own passes. */
export function adminContext(projectId = 'admin', requestId = 'req-embedded'): RequestContext {
  return { projectId, roles: ['admin'], isAdmin: true, requestId }
}
