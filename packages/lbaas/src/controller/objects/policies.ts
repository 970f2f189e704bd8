import { lbErrors } from '../errors/lb-errors.ts'
import type { AttributesOf } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { L7PolicyCreate, L7PolicyUpdate } from '../model/requests.ts'
import type { Draft } from './draft.ts'
import { given } from './given.ts'
import { addPool, poolNamed, requirePair } from './pools.ts'
import { addRule } from './rules.ts'

type Policy = AttributesOf['l7policy']

/** Behind all others. */
const LAST = 2_147_483_647
const TARGETS = { redirectPoolId: null, redirectUrl: null, redirectPrefix: null }
const FIELDS = { ...TARGETS, redirectHttpCode: null, action: undefined, position: undefined }

export function addPolicy(draft: Draft, request: L7PolicyCreate): LbObject<'l7policy'> {
  const { listenerId = '', redirectPool, rules = [], position = LAST, ...rest } = request
  const listener = draft.require('listener', listenerId)
  const named = redirectPool === undefined ? undefined : poolNamed(draft, redirectPool)
  const made =
    named ?? (redirectPool !== undefined && 'protocol' in redirectPool ? addPool(draft, redirectPool) : undefined)
  const asked = { ...TARGETS, redirectHttpCode: null, ...given(rest, FIELDS), action: rest.action }
  const attributes = judged(draft, listener, {
    ...asked,
    ...(made !== undefined && { redirectPoolId: made.id }),
    position: LAST,
  })
  const policy = draft.add('l7policy', listener.id, rest, attributes)
  place(draft, listener.id, policy.id, position)
  for (const rule of rules) addRule(draft, policy.id, rule)
  return draft.require('l7policy', policy.id)
}

export function changePolicy(draft: Draft, policy: LbObject<'l7policy'>, change: L7PolicyUpdate): LbObject<'l7policy'> {
  const listener = draft.require('listener', policy.parentId ?? '')
  const { position, ...rest } = change
  const isOther = rest.action !== undefined && rest.action !== policy.attributes.action
  const before = isOther ? { ...policy.attributes, ...TARGETS, redirectHttpCode: null } : policy.attributes
  draft.change(policy, rest, judged(draft, listener, { ...before, ...given(rest, FIELDS) } as Policy))
  if (position !== undefined) place(draft, listener.id, policy.id, position)
  return draft.require('l7policy', policy.id)
}

export function removePolicy(draft: Draft, policy: LbObject<'l7policy'>): void {
  draft.remove(policy.id)
  number(draft, draft.family.policiesOf(policy.parentId ?? ''))
}

/** Others move up or down. */
function place(draft: Draft, listenerId: string, id: string, position: number): void {
  const others = draft.family.policiesOf(listenerId).filter((one) => one.id !== id)
  const at = Math.min(position - 1, others.length)
  number(draft, [...others.slice(0, at), draft.require('l7policy', id), ...others.slice(at)])
}

/** 1…, changing those alone that are elsewhere. */
function number(draft: Draft, ordered: readonly LbObject<'l7policy'>[]): void {
  for (const [index, policy] of ordered.entries()) {
    const position = index + 1
    if (policy.attributes.position !== position) draft.change(policy, {}, { ...policy.attributes, position })
  }
}

const NEEDS = {
  REDIRECT_TO_URL: ['redirectUrl', 'redirect_url'],
  REDIRECT_TO_POOL: ['redirectPoolId', 'redirect_pool_id or redirect_pool'],
  REDIRECT_PREFIX: ['redirectPrefix', 'redirect_prefix'],
} as const

/** What the action needs, and nothing of the other actions. */
function judged(draft: Draft, listener: LbObject<'listener'>, policy: Policy): Policy {
  const { action } = policy
  if (action === 'REJECT') return { ...policy, ...TARGETS, redirectHttpCode: null }
  const [field, name] = NEEDS[action]
  if (policy[field] === null) throw lbErrors.policyArguments(`${name} must not be None`)
  if (action === 'REDIRECT_TO_POOL') {
    const pool = draft.require('pool', policy.redirectPoolId ?? '')
    requirePair(listener.attributes.protocol, pool.attributes.protocol)
    return { ...policy, ...TARGETS, redirectPoolId: pool.id, redirectHttpCode: null }
  }
  return { ...policy, ...TARGETS, [field]: policy[field], redirectHttpCode: policy.redirectHttpCode ?? 302 }
}
