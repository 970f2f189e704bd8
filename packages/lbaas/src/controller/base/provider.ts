import type { AttributesOf, ObjectKind } from '../model/kinds.ts'

/**
 * The controller's side of what serves balancers: whose name requests may give as `provider`, and what it cannot do. Its host side
 * is a `LoadBalancerDriver` of the same name.
 */
export interface LoadBalancerProvider {
  readonly name: string
  readonly description: string
  /** Why it cannot have such an object, in words for clients (501); undefined = it can. Pure. */
  refuses?<K extends ObjectKind>(kind: K, attributes: AttributesOf[K]): string | undefined
}

const UDP = 'haproxy passes no UDP and no SCTP on; use TCP, HTTP, HTTPS or TERMINATED_HTTPS'
const NO_DATAGRAMS: ReadonlySet<string> = new Set(['UDP', 'SCTP', 'UDP-CONNECT'])

/** What is there when the files say nothing. */
export const HAPROXY_PROVIDER: LoadBalancerProvider = {
  name: 'haproxy',
  description: 'haproxy in a network namespace of its own',
  refuses: (_, attributes) => {
    const word = 'protocol' in attributes ? attributes.protocol : 'type' in attributes ? attributes.type : ''
    return NO_DATAGRAMS.has(word) ? UDP : undefined
  },
}
