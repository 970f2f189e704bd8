import type { NetworkingError } from '@netloom/core'
import { conflict } from './firewall-error.ts'

/** What groups of version 2 alone refuse. */
export const groupErrors: {
  readonly portInvalid: (portId: string) => NetworkingError
  readonly portNotSupported: (portId: string) => NetworkingError
  readonly portOfAnotherProject: (portId: string, projectId: string) => NetworkingError
  readonly cannotRemoveDefault: () => NetworkingError
  readonly reservedName: (name: string, resource: string) => NetworkingError
  readonly defaultCannotChange: (id: string) => NetworkingError
} = {
  portInvalid: (portId) => conflict('FirewallGroupPortInvalid', `Port ${portId} of firewall group is invalid.`),
  portNotSupported: (portId) =>
    conflict('FirewallGroupPortNotSupported', `Port ${portId} is not supported by firewall driver 'netloom'.`),
  portOfAnotherProject: (portId, projectId) =>
    conflict(
      'FirewallGroupPortInvalidProject',
      `Operation cannot be performed as port ${portId} is in an invalid project ${projectId}.`,
    ),
  cannotRemoveDefault: () =>
    conflict('FirewallGroupCannotRemoveDefault', 'Deleting default firewall group not allowed.'),
  reservedName: (name, resource) =>
    conflict(
      'FirewallDefaultParameterExists',
      `Operation cannot be performed since '${name}' is a reserved name for ${resource}.`,
    ),
  defaultCannotChange: (id) =>
    conflict(
      'FirewallDefaultObjectUpdateRestricted',
      `Operation cannot be performed on default object '${id}' of type Firewall Group.`,
    ),
}
