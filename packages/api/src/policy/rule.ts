import type { RequestContext } from '@netloom/core'

/** Whose object it is; absent before there is one. */
export interface PolicyTarget {
  readonly projectId?: string
  /** The network that the object is on, for rules that say so; absent also where the caller cannot see it. */
  readonly network?: { readonly projectId: string; readonly shared: boolean }
  /** The object's attributes by their names on the wire, for rules of policy files. */
  readonly object?: Readonly<Record<string, unknown>>
  /** What the request says of the attribute that is judged. */
  readonly value?: unknown
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
/** {@link MEMBER}, or another service of the cloud, which works for every project. */
export const MEMBER_OR_SERVICE: Rule = (context, target) => MEMBER(context, target) || hasRole(context, 'service')
/** May look at what is their project's or shared with it. Neutron: `ADMIN_OR_PROJECT_READER`. */
export const READER: Rule = (context) => context.isAdmin || hasRole(context, 'reader', 'member', 'manager', 'service')
/** Everybody who is known. */
export const ANYONE: Rule = () => true

/** A member of the project that owns the network. Neutron: `ADMIN_OR_NET_OWNER_MEMBER`. */
export const NETWORK_OWNER: Rule = (context, { network }) =>
  ADMIN_OR_SERVICE(context, {}) || (network?.projectId === context.projectId && hasRole(context, 'member', 'manager'))
/** {@link NETWORK_OWNER}, or anybody if the network is shared. */
export const NETWORK_USER: Rule = (context, target) => NETWORK_OWNER(context, target) || target.network?.shared === true
/** `network:…` says that a port is the network's own (its router, its DHCP server), which is not filtered. */
export const NETWORK_OWNER_FOR_NETWORK_DEVICES: Rule = (context, target) =>
  !String(target.value).startsWith('network:') || NETWORK_OWNER(context, target)
/** Neutron: role `data_plane_integrator`, of what watches the wires. */
export const ADMIN_OR_DATA_PLANE_INTEGRATOR: Rule = (context) =>
  context.isAdmin || hasRole(context, 'data_plane_integrator')
