import type { AttributesOf } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { ListenerCreate, ListenerUpdate } from '../model/requests.ts'
import { INSERTED_HEADERS, INSERTED_TLS_HEADERS } from '../../wire/words.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import type { Draft } from './draft.ts'
import { addPolicy } from './policies.ts'
import { addPool, poolNamed, requirePair } from './pools.ts'
import { given } from './given.ts'

type Listener = AttributesOf['listener']

export const LISTENER_DEFAULTS: Omit<Listener, 'protocol' | 'protocolPort'> = {
  connectionLimit: -1,
  defaultPoolId: null,
  timeoutClientData: 50_000,
  timeoutMemberConnect: 5_000,
  timeoutMemberData: 50_000,
  timeoutTcpInspect: 0,
  insertHeaders: {},
  allowedCidrs: null,
  defaultTlsContainerRef: null,
  sniContainerRefs: [],
  clientCaTlsContainerRef: null,
  clientCrlContainerRef: null,
  clientAuthentication: 'NONE',
  tlsCiphers: null,
  tlsVersions: null,
  alpnProtocols: null,
}

/** Ports of these do not meet. */
const transportOf = (protocol: string): string => (protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP')

export function addListener(draft: Draft, request: ListenerCreate): LbObject<'listener'> {
  const { loadbalancerId: _lb, defaultPool, l7policies = [], ...rest } = request
  const lb = draft.family.loadBalancer
  const attributes: Listener = {
    ...LISTENER_DEFAULTS,
    protocol: rest.protocol,
    protocolPort: rest.protocolPort,
    ...given(rest, LISTENER_DEFAULTS),
  }
  judge(draft, attributes)
  const twin = draft.family
    .of('listener')
    .some(
      ({ attributes: other }) =>
        other.protocolPort === attributes.protocolPort &&
        transportOf(other.protocol) === transportOf(attributes.protocol),
    )
  if (twin) throw lbErrors.duplicateListener(attributes.protocol, attributes.protocolPort)
  const listener = draft.add('listener', lb.id, rest, attributes)
  const pool = defaultPool === undefined ? undefined : poolNamed(draft, defaultPool)
  const made =
    pool ?? (defaultPool !== undefined && 'protocol' in defaultPool ? addPool(draft, defaultPool) : undefined)
  const whole = made === undefined ? listener : changeListener(draft, listener, { defaultPoolId: made.id })
  for (const policy of l7policies) addPolicy(draft, { ...policy, listenerId: listener.id })
  return whole
}

export function changeListener(
  draft: Draft,
  listener: LbObject<'listener'>,
  change: ListenerUpdate,
): LbObject<'listener'> {
  const attributes = { ...listener.attributes, ...given(change, LISTENER_DEFAULTS) }
  judge(draft, attributes)
  return draft.change(listener, change, attributes)
}

function judge(draft: Draft, listener: Listener): void {
  const { protocol, defaultTlsContainerRef, sniContainerRefs, clientAuthentication } = listener
  const hasCertificate = defaultTlsContainerRef !== null || sniContainerRefs.length > 0
  const isTls = protocol === 'TERMINATED_HTTPS'
  if (isTls && !hasCertificate) {
    throw lbErrors.validation(
      'An SNI or default certificate container reference must be provided for TERMINATED_HTTPS protocol listeners.',
    )
  }
  if (!isTls && hasCertificate) {
    throw lbErrors.validation(`Certificate container references are not allowed on ${protocol} protocol listeners.`)
  }
  if (clientAuthentication !== 'NONE' && listener.clientCaTlsContainerRef === null) {
    throw lbErrors.validation(
      `Client authentication setting ${clientAuthentication} requires a client CA container reference.`,
    )
  }
  if (listener.clientCrlContainerRef !== null && listener.clientCaTlsContainerRef === null) {
    throw lbErrors.validation(
      'A client authentication CA reference is required to specify a client authentication revocation list.',
    )
  }
  judgeHeaders(listener)
  if (listener.defaultPoolId !== null) {
    requirePair(listener.protocol, draft.require('pool', listener.defaultPoolId).attributes.protocol)
  }
}

function judgeHeaders({ insertHeaders, protocol }: Listener): void {
  const names = Object.keys(insertHeaders)
  const isTlsHeader = (name: string): boolean => INSERTED_TLS_HEADERS.some((one) => one === name)
  const isKnown = (name: string): boolean => INSERTED_HEADERS.some((one) => one === name) || isTlsHeader(name)
  const list = (some: readonly string[]): string => `[${some.map((name) => `'${name}'`).join(', ')}]`
  if (!names.every(isKnown)) throw lbErrors.option(`dict_keys(${list(names)})`, 'insert_headers')
  if (names.length > 0 && protocol !== 'HTTP' && protocol !== 'TERMINATED_HTTPS') {
    throw lbErrors.option('insert-headers', `a ${protocol} protocol listener.`)
  }
  const ofTls = names.filter(isTlsHeader)
  if (ofTls.length > 0 && protocol !== 'TERMINATED_HTTPS') {
    throw lbErrors.option(list(ofTls), `${protocol} protocol listener.`)
  }
}
