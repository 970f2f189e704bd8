import type { ListenerProtocol, PoolProtocol } from '../../wire/words.ts'
import { lbErrors } from '../errors/lb-errors.ts'
import type { AttributesOf } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { PoolCreate, PoolUpdate } from '../model/requests.ts'
import { addMember } from './members.ts'
import { addMonitor } from './monitors.ts'
import type { Draft } from './draft.ts'
import { given } from './given.ts'

type Pool = AttributesOf['pool']

const POOL_DEFAULTS: Omit<Pool, 'protocol' | 'lbAlgorithm'> = {
  sessionPersistence: null,
  tlsEnabled: false,
  tlsContainerRef: null,
  caTlsContainerRef: null,
  crlContainerRef: null,
  tlsCiphers: null,
  tlsVersions: null,
  alpnProtocols: null,
}

/** Which pools a listener can lead to. Octavia: VALID_LISTENER_POOL_PROTOCOL_MAP. */
const PAIRS: Readonly<Record<ListenerProtocol, readonly PoolProtocol[]>> = {
  TCP: ['HTTP', 'HTTPS', 'PROXY', 'PROXYV2', 'TCP'],
  HTTP: ['HTTP', 'PROXY', 'PROXYV2'],
  HTTPS: ['HTTPS', 'PROXY', 'PROXYV2', 'TCP'],
  TERMINATED_HTTPS: ['HTTP', 'PROXY', 'PROXYV2'],
  UDP: ['UDP'],
  SCTP: ['SCTP'],
  PROMETHEUS: [],
}

export function requirePair(listener: ListenerProtocol, pool: PoolProtocol): void {
  if (PAIRS[listener].includes(pool)) return
  throw lbErrors.validation(`The pool protocol '${pool}' is invalid while the listener protocol is '${listener}'.`)
}

/** One of the balancer's pools that has only been named; undefined = the request describes a pool to be made. */
export function poolNamed(draft: Draft, pool: PoolCreate | { readonly name: string }): LbObject<'pool'> | undefined {
  if ('protocol' in pool) return undefined
  const found = draft.family.of('pool').find(({ name }) => name === pool.name)
  if (found === undefined) throw lbErrors.validation(`Pool '${pool.name}' not found`)
  return found
}

export function addPool(draft: Draft, request: PoolCreate): LbObject<'pool'> {
  const { loadbalancerId: _lb, listenerId, members = [], healthmonitor, ...rest } = request
  const attributes: Pool = {
    ...POOL_DEFAULTS,
    protocol: rest.protocol,
    lbAlgorithm: rest.lbAlgorithm,
    ...given(rest, POOL_DEFAULTS),
  }
  judge(attributes)
  const listener = listenerId === undefined ? undefined : draft.require('listener', listenerId)
  if (listener !== undefined) {
    if (listener.attributes.defaultPoolId !== null) throw lbErrors.duplicatePool()
    requirePair(listener.attributes.protocol, attributes.protocol)
  }
  const pool = draft.add('pool', draft.family.loadBalancer.id, rest, attributes)
  if (listener !== undefined) draft.change(listener, {}, { ...listener.attributes, defaultPoolId: pool.id })
  for (const member of members) addMember(draft, pool.id, member)
  if (healthmonitor !== undefined && healthmonitor !== null) addMonitor(draft, { ...healthmonitor, poolId: pool.id })
  return pool
}

export function changePool(draft: Draft, pool: LbObject<'pool'>, change: PoolUpdate): LbObject<'pool'> {
  const fields = { ...POOL_DEFAULTS, lbAlgorithm: undefined }
  const attributes = { ...pool.attributes, ...given(change, fields) } as Pool
  judge(attributes)
  return draft.change(pool, change, attributes)
}

/** Listeners lose their default; a policy that leads there keeps it. @throws PoolInUseByL7Policy */
export function removePool(draft: Draft, id: string): void {
  const policy = draft.family.of('l7policy').find(({ attributes }) => attributes.redirectPoolId === id)
  if (policy !== undefined) throw lbErrors.poolInUse(id, policy.id)
  for (const listener of draft.family.of('listener')) {
    if (listener.attributes.defaultPoolId === id)
      draft.change(listener, {}, { ...listener.attributes, defaultPoolId: null })
  }
  draft.remove(id)
}

function judge({ sessionPersistence }: Pool): void {
  if (sessionPersistence === null) return
  const { type, cookieName } = sessionPersistence
  if (type === 'APP_COOKIE' && cookieName === null) {
    throw lbErrors.validation('Field "cookie_name" must be specified with session persistence of type "APP_COOKIE".')
  }
  if (type !== 'APP_COOKIE' && cookieName !== null) {
    throw lbErrors.validation(
      'Field "cookie_name" can only be specified with session persistence of type "APP_COOKIE".',
    )
  }
}
