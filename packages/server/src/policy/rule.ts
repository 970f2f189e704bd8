import type { RequestContext } from '@netloom/core'

/** Whose object it is; absent before there is one. */
export interface PolicyTarget {
  readonly projectId?: string
}

/** May somebody do something with something? Pure. Visibility (404) is core's; a rule decides 403 and hidden attributes. */
export type Rule = (context: RequestContext, target: PolicyTarget) => boolean

const inProject = ({ projectId }: RequestContext, target: PolicyTarget): boolean =>
  target.projectId === undefined || target.projectId === projectId

const hasRole = ({ roles }: RequestContext, ...wanted: readonly string[]): boolean =>
  wanted.some((role) => roles.includes(role))

export const ADMIN: Rule = ({ isAdmin }) => isAdmin
/** Another service of the cloud (Nova, say) with role `service`, or an administrator. */
export const ADMIN_OR_SERVICE: Rule = (context) => context.isAdmin || hasRole(context, 'service')
/** Neutron: `ADMIN_OR_PROJECT_MANAGER`. */
export const MANAGER: Rule = (context, target) =>
  context.isAdmin || (hasRole(context, 'manager') && inProject(context, target))
/** May change what is their project's. Neutron: `ADMIN_OR_PROJECT_MEMBER`. */
export const MEMBER: Rule = (context, target) =>
  context.isAdmin || (hasRole(context, 'member', 'manager') && inProject(context, target))
/** May look at what is their project's or shared with it. Neutron: `ADMIN_OR_PROJECT_READER`. */
export const READER: Rule = (context) => context.isAdmin || hasRole(context, 'reader', 'member', 'manager', 'service')
/** Everybody who is known. */
export const ANYONE: Rule = () => true
