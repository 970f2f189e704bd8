import { ConflictError, NetworkingError } from './networking-error.ts'

export class NetworkInUseError extends ConflictError {
  readonly code = 'NetworkInUse'
  constructor(
    readonly networkId: string,
    readonly portIds: readonly string[],
  ) {
    super(
      `Unable to complete operation on network ${networkId}. There are one or more ports still in use on the network, ` +
        `id for these ports is: ${portIds.join(',')}.`,
    )
  }
}

/** The network's MTU is below what IP needs in its subnets. */
export class NetworkMtuSubnetConflictError extends ConflictError {
  readonly code = 'NetworkMTUSubnetConflict'
  constructor(
    readonly networkId: string,
    readonly minimumMtu: number,
  ) {
    super(`MTU of ${networkId} is not valid, subnet requires a minimum of ${String(minimumMtu)}`)
  }
}

export class InvalidSharedSettingError extends ConflictError {
  readonly code = 'InvalidSharedSetting'
  constructor(readonly networkName: string) {
    super(`Unable to reconfigure sharing settings for network ${networkName}. Multiple tenants are using it.`)
  }
}

/** There is one default external network at most. */
export class DefaultExternalNetworkExistsError extends ConflictError {
  readonly code = 'DefaultExternalNetworkExists'
  constructor(readonly networkId: string) {
    super(`A default external network already exists: ${networkId}.`)
  }
}

/** An id given by the caller that already belongs to an object. */
export class IdInUseError extends ConflictError {
  readonly code = 'DuplicateId'
  constructor(
    readonly resource: string,
    readonly id: string,
  ) {
    super(`A ${resource} with id ${id} already exists.`)
  }
}

/** Visible as the way out of the cloud (`router:external`), but not shared: routers have their gateways there, nobody else a port. */
export class NetworkNotSharedError extends NetworkingError {
  readonly code = 'HTTPForbidden'
  readonly status = 403
  constructor(
    readonly networkId: string,
    projectId: string,
  ) {
    super(`Tenant ${projectId} not allowed to create port on this network`)
  }
}
