import { canonicalAddress } from '@netloom/core/kit'
import { lbErrors } from '../errors/lb-errors.ts'
import type { AttributesOf } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { MemberCreate, MemberUpdate } from '../model/requests.ts'
import type { Draft } from './draft.ts'
import { given } from './given.ts'

type Member = AttributesOf['member']

const MEMBER_DEFAULTS: Omit<Member, 'address' | 'protocolPort'> = {
  weight: 1,
  backup: false,
  subnetId: null,
  monitorAddress: null,
  monitorPort: null,
}

export function addMember(draft: Draft, poolId: string, request: MemberCreate): LbObject<'member'> {
  const { address, protocolPort } = request
  const attributes: Member = { ...MEMBER_DEFAULTS, address, protocolPort, ...given(request, MEMBER_DEFAULTS) }
  if (memberAt(draft, poolId, request) !== undefined) throw lbErrors.duplicateMember(address, protocolPort)
  return draft.add('member', poolId, request, attributes)
}

export function changeMember(draft: Draft, member: LbObject<'member'>, change: MemberUpdate): LbObject<'member'> {
  return draft.change(member, change, { ...member.attributes, ...given(change, MEMBER_DEFAULTS) })
}

/** The one with this address and port, whichever way the address is written. */
export const memberAt = (
  draft: Draft,
  poolId: string,
  { address, protocolPort }: Pick<MemberCreate, 'address' | 'protocolPort'>,
): LbObject<'member'> | undefined =>
  draft.family
    .under('member', poolId)
    .find(({ attributes }) => attributes.protocolPort === protocolPort && plain(attributes.address) === plain(address))

const plain = (address: string): string => canonicalAddress(address) ?? address

/**
 * The members that a pool shall have: those that are there change, the others come; without `additive` what is not named goes. Of
 * several that are one, the last counts.
 */
export function replaceMembers(
  draft: Draft,
  poolId: string,
  requests: readonly MemberCreate[],
  additive: boolean,
): void {
  const wanted = new Map(requests.map((one) => [`${plain(one.address)} ${String(one.protocolPort)}`, one]))
  const kept = new Set<string>()
  const news: MemberCreate[] = []
  for (const request of wanted.values()) {
    const found = memberAt(draft, poolId, request)
    if (found === undefined) news.push(request)
    else {
      kept.add(found.id)
      if (differs(found, request)) changeMember(draft, found, request)
    }
  }
  if (!additive) {
    for (const { id } of draft.family.under('member', poolId)) if (!kept.has(id)) draft.remove(id)
  }
  for (const request of news) addMember(draft, poolId, request)
}

/** What says what is so already is no change for hosts. */
function differs(member: LbObject<'member'>, request: MemberCreate): boolean {
  const { name = member.name, adminStateUp = member.adminStateUp, tags = member.tags } = request
  const next = { name, adminStateUp, tags, ...member.attributes, ...given(request, MEMBER_DEFAULTS) }
  const before = { name: member.name, adminStateUp: member.adminStateUp, tags: member.tags, ...member.attributes }
  return JSON.stringify(next) !== JSON.stringify(before)
}
