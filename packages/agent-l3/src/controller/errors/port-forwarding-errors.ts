import { BadRequestError, ConflictError, NotFoundError } from '@netloom/core'

export class PortForwardingNotFoundError extends NotFoundError {
  readonly code = 'PortForwardingNotFound'
  constructor(id: string) {
    super(`Port Forwarding ${id} could not be found.`)
  }
}

export class PortForwardingFilterError extends BadRequestError {
  readonly code = 'PortForwardingNotSupportFilterField'
  constructor(filter: string) {
    super(`Port Forwarding filter ${filter} is not supported.`)
  }
}

export class FipInUseByPortForwardingError extends ConflictError {
  readonly code = 'FipInUseByPortForwarding'
  constructor(id: string) {
    super(`Floating IP ${id} in use by Port Forwarding resources.`)
  }
}

export class PortHasBindingFloatingIpError extends ConflictError {
  readonly code = 'PortHasBindingFloatingIP'
  constructor(fip: { readonly id: string; readonly floatingIpAddress: string }, portId: string, fixedIp: string) {
    super(
      `Cannot create port forwarding to floating IP ${fip.floatingIpAddress} (${fip.id}) with port ${portId} using ` +
        `fixed IP ${fixedIp}, as that port already has a binding floating IP.`,
    )
  }
}
