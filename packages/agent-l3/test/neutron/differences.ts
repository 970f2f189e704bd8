import type { L3Answer } from './answers.ts'

/** Where we answer otherwise than Neutron 21, on purpose. */
export interface Difference {
  readonly reason: string
  readonly applies: (theirs: L3Answer, ours: L3Answer) => boolean
}

const bodyOf = ({ request }: L3Answer): string => JSON.stringify(request.body ?? null)
const pathOf = ({ request }: L3Answer): string => request.path
const asksBy = (theirs: L3Answer, ...words: readonly string[]): boolean =>
  theirs.request.method === 'GET' && words.some((word) => pathOf(theirs).includes(word))

export const DIFFERENCES: readonly Difference[] = [
  {
    reason: 'Neutron fails over what it does not look at; we say what is wrong with it, or do it',
    applies: (theirs, ours) => theirs.status === 500 && ours.status < 500,
  },
  {
    reason: 'flavors and QoS are not offered',
    applies: (theirs, ours) => /flavor_id|qos_policy_id/.test(bodyOf(theirs)) && ours.status === 400,
  },
  {
    reason: 'we make several routers or floating IPs of one request; Neutron 21 does not',
    applies: (theirs) => theirs.message === 'Bulk operation not supported',
  },
  {
    reason: 'a body that is no object has one type of error here',
    applies: (theirs, ours) =>
      theirs.type === 'BadRequest' && ours.type === 'HTTPBadRequest' && /^["[]/.test(bodyOf(theirs)),
  },
  {
    reason: 'fields= without a name shows nothing, as Neutron’s own networks do; its routers show everything',
    applies: (theirs) => asksBy(theirs, 'fields=&'),
  },
  {
    reason: 'MariaDB compares text without case',
    applies: (theirs) => asksBy(theirs, 'name=L1'),
  },
  {
    reason: 'we sort and filter by more, and sort upwards where nobody says how',
    applies: (theirs, ours) =>
      theirs.status === 400 && ours.status === 200 && asksBy(theirs, 'status=', 'sort_key=', 'description='),
  },
  {
    reason: 'of one object we refuse parameters that mean nothing, too',
    applies: (theirs, ours) => asksBy(theirs, '?foo=bar') && ours.status === 400,
  },
  {
    reason: 'Neutron does not look at the routes that are added or removed as it does at those that are set',
    applies: (theirs, ours) =>
      (pathOf(theirs).endsWith('extraroutes') || asksBy(theirs, 'fields=routes')) &&
      theirs.status === 200 &&
      (ours.status === 400 || ours.status === 200),
  },
  {
    reason: 'we do not say that there is a subnet that the caller may not see',
    applies: (theirs, ours) => theirs.type === 'InvalidInput' && ours.type === 'SubnetNotFound',
  },
  {
    reason: 'we keep the DNS names of floating IPs, whoever serves them',
    applies: (theirs, ours) => bodyOf(theirs).includes('dns_name') && theirs.status === ours.status,
  },
  {
    reason: 'Neutron tries the same again for minutes',
    applies: (theirs, ours) => theirs.status === 0 && ours.status === 409,
  },
  {
    reason: 'we do not say that there is a port that the caller may not see',
    applies: (theirs, ours) => theirs.type === 'PortHasBindingFloatingIP' && ours.type === 'PortNotFound',
  },
  {
    reason: 'a filter that nothing can be is an empty list where Neutron refuses it, or the other way about',
    applies: (theirs) => asksBy(theirs, '?protocol=x', '?external_port=x'),
  },
  {
    reason:
      'of filters that port forwardings do not have, those that a later one may get are told by the error that Neutron’s plugin has',
    applies: (theirs, ours) => ours.type === 'PortForwardingNotSupportFilterField' && theirs.status === 400,
  },
  {
    reason: 'helpers of a router that the caller may not see are not found because the router is not',
    applies: (theirs, ours) => pathOf(theirs).includes('conntrack_helpers') && ours.type === 'RouterNotFound',
  },
  {
    reason: 'agents are ours',
    applies: (theirs, ours) => asksBy(theirs, '/l3-agents') && theirs.status === ours.status,
  },
  {
    reason: 'Neutron’s agent had taken the router again by then',
    applies: (theirs, ours) => theirs.status === 204 && ours.type === 'RouterNotHostedByL3Agent',
  },
  {
    reason: 'what is no UUID is told as such, where Neutron looks for a router of that name',
    applies: (theirs, ours) => pathOf(theirs).endsWith('/l3-routers') && theirs.status === 404 && ours.status === 400,
  },
]
