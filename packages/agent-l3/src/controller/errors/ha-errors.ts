import { ConflictError } from '@netloom/core'

/** Neutron: one HA network per project, and VRRP has one byte for the number of a router on it. */
export class NoVrIdAvailableError extends ConflictError {
  readonly code = 'NoVRIDAvailable'
  constructor(routerId: string) {
    super(
      `No more Virtual Router Identifier (VRID) available when creating router ${routerId}. The limit of number of HA ` +
        'Routers per tenant is 254.',
    )
  }
}
