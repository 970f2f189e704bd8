import { createHash } from 'node:crypto'

const ID_CHARACTERS = 11

/** neutron-lbaas: `qlbaas-<load balancer>`. */
export const namespaceOf = (loadBalancerId: string): string => `qlbaas-${loadBalancerId}`

/** The end on the host; a switch plugs it like any other port's. */
export const tapOf = (portId: string): string => `tap${portId.slice(0, ID_CHARACTERS)}`

/** The end in the namespace. */
export const innerOf = (portId: string): string => `vip-${portId.slice(0, ID_CHARACTERS)}`

/** A pool has a backend for each listener that leads there, since listeners have timeouts of members. Octavia: the same. */
export const backendOf = (poolId: string, listenerId: string): string => `${poolId}:${listenerId}`

/** Pool and listener of a backend. */
export const partsOfBackend = (name: string): { readonly poolId: string; readonly listenerId: string } => {
  const [poolId = '', listenerId = ''] = name.split(':')
  return { poolId, listenerId }
}

export type SecretKind = 'certificate' | 'authority' | 'revocations'

const PREFIXES: Readonly<Record<SecretKind, string>> = { certificate: 'crt', authority: 'ca', revocations: 'crl' }

/** File of a secret in the balancer's folder, by its reference: the text of users is no name of a file. */
export const secretFileOf = (kind: SecretKind, ref: string): string =>
  `${PREFIXES[kind]}-${createHash('sha256').update(ref).digest('hex').slice(0, 24)}.pem`

export const SECRET_FILE: RegExp = /^(?:crt|ca|crl)-[0-9a-f]{24}\.pem$/
