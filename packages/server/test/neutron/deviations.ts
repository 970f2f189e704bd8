import { type Deviation, SAME_IN_OTHER_WORDS } from './deviation.ts'
import { GROUP_DEVIATIONS } from './group-deviations.ts'

const created = { status: 201 }
const done = { status: 200 }
const invalid = { status: 400, type: 'InvalidInput' }
const badRequest = { status: 400, type: 'HTTPBadRequest' }
const notAllowed = { status: 405, type: 'HTTPMethodNotAllowed' }

/** Beside these, what makes Neutron fail with a 500 may be anything but a 500 of ours. */
export const DEVIATIONS: readonly Deviation[] = [
  // The frame
  { call: /^GET \/v2\.0$/, ours: done, reason: 'no slash at the end is no reason to find nothing' },
  { call: /^GET \/v2\.0\/$/, ours: done, reason: 'we list all resources, not just the oldest four' },
  { call: /^GET \/(v3\.0\/|nothing)$/, ours: { status: 404 }, reason: 'errors are JSON everywhere, never HTML' },
  { call: /^GET \/extensions\/nothing$/, ours: { status: 404 }, reason: 'errors are JSON everywhere, never HTML' },
  {
    call: /^(PUT|DELETE) \/networks( |$)/,
    ours: notAllowed,
    reason: 'a collection cannot be changed: 405, not 404 "None"',
  },
  {
    call: /^POST \/(network-ip-availabilities|service-providers|availability_zones|agents) /,
    ours: notAllowed,
    reason: 'what cannot be created says so, and does not complain about attributes',
  },
  // Lists
  {
    call: /^GET .*(name=N1|status=active|tags=Red)(&|$)/,
    ours: done,
    reason: 'text is compared exactly, on every database',
  },
  { call: /^GET .*is_default=True/, ours: done, reason: 'Neutron ignores this filter' },
  { call: /^GET .*revision_number=foo/, ours: invalid, reason: 'no number, so a bad request, not an empty list' },
  {
    call: /^GET \/networks\?sort_key=(name|nothing)(&sort_dir=)?&fields=name$/,
    ours: { status: [200, 400] },
    reason: 'a key without direction ascends; what is wrong with the key is said then',
  },
  {
    call: /^GET .*fixed_ips=ip_address_substr=%25/,
    ours: done,
    reason: 'a percent sign is a percent sign, no wildcard',
  },
  {
    call: /^GET .*fixed_ips=subnet_id=\{\{sub\}\}&fixed_ips=ip_address=10\.1\.0\.14/,
    ours: done,
    reason: 'one address has to fit all that is asked of it',
  },
  { call: /^GET \/networks\?availability_zone_hints=/, ours: done, reason: 'we can look for it' },
  { call: /^GET \/segments\?segmentation_id=/, ours: done, reason: 'we can look for it' },
  { call: /^GET \/segments\?.*fields=/, ours: done, reason: 'Neutron ignores `fields` here' },
  {
    call: /^GET \/service-providers/,
    ours: { status: [200, 400] },
    reason: 'no routers yet, so nobody who provides them',
  },
  {
    call: /^GET \/networks\?provider:network_type=vxlan.* as member@a/,
    ours: done,
    reason: 'who may not see an attribute cannot find out what it is by asking for it',
  },
  // Values
  { call: /^POST .*"project_id":"( *)"/, ours: badRequest, reason: 'an object that nobody owns cannot be found again' },
  { call: /"(mtu|ip_version|network)":\d+\.5\D/, ours: invalid, reason: 'a fraction is not rounded in silence' },
  {
    scenarios: ['quotas'],
    call: /^PUT .*\{"quota":\{\}\}/,
    ours: done,
    reason: 'the fraction before it was refused, so the limit is another one',
  },
  {
    call: /"(availability_zone_hints|service_types)":\["x{20}/,
    ours: badRequest,
    reason: 'the length of a text is checked first',
  },
  {
    call: /^PUT \/networks\/.*\{"provider:[a-z_]+":/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'ours names what the request would change, and nothing else',
  },
  // Networks
  {
    call: /^POST .*"provider:network_type":"vxlan","provider:segmentation_id":(0|16777216|-1)\}/,
    ours: invalid,
    reason: 'no VNI can be that (RFC 7348: 24 bits; 0 is left to the host)',
  },
  {
    call: /^POST .*"provider:network_type":"(vxlan|flat|local)"/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'our type drivers name the value and what to do about it',
  },
  {
    call: /^POST .*"provider:physical_network":null/,
    ours: { status: 201 },
    reason: 'null is "not given", and what we show ourselves',
  },
  {
    call: /^POST .*"provider:physical_network":null,"provider:segmentation_id":null/,
    ours: invalid,
    reason: 'the attribute that is complained about first is another one',
  },
  // Subnets
  {
    call: /^POST .*"cidr":"10\.0\.11\.0\/31","enable_dhcp":false/,
    ours: created,
    reason: 'RFC 3021 has prefixes of two hosts',
  },
  {
    call: /^POST .*"cidr":"fd00:a::\/127","enable_dhcp":false/,
    ours: created,
    reason: 'RFC 6164: both addresses are hosts',
  },
  {
    call: /^POST .*"cidr":"10\.0\.12\.1\/32","enable_dhcp":false/,
    ours: created,
    reason: 'a gateway beside the only address is none',
  },
  {
    call: /^POST .*"cidr":"0\.0\.0\.0\/(0|8)"/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'no two dots at the end, and the prefix length is looked at first',
  },
  {
    call: /^POST .*"cidr":"( 10\.1\.0\.0\/24|010\.1\.0\.0\/24|10\.1\.0\.0|10\.1\.0\/24|10\.1\.0\.0\/255\.255\.255\.0)"/,
    ours: invalid,
    reason: 'a prefix is an address, a slash and a length; other spellings mean other things to other programs',
  },
  { call: /^POST .*"dns_nameservers":\{\}/, ours: badRequest, reason: 'an object is no list' },
  {
    call: /^POST .*"dns_nameservers":\["2001:DB8::1"\]/,
    ours: created,
    reason: 'addresses are shown in their canonical form (RFC 5952)',
  },
  {
    call: /^POST .*"service_types":\["compute:nova","compute:nova"\]/,
    ours: created,
    reason: 'twice is once; in Neutron a database error',
  },
  { call: /^POST .*"subnetpool_id":"prefix_delegation"/, ours: badRequest, reason: 'prefix delegation is not offered' },
  {
    call: /^DELETE \/subnets\//,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'ours names the ports, which whoever deletes asks for next',
  },
  // Ports
  {
    call: /^POST .*"mac_address":"01:00:5e/,
    ours: badRequest,
    reason: 'a group address is no address of an interface',
  },
  { call: /^POST .*"mac_address":"0200\./, ours: badRequest, reason: 'one spelling of MAC addresses' },
  {
    call: /^POST .*"mac_address":"02[:-]00[:-]00[:-]00[:-]00[:-](aa|AB)"/,
    ours: created,
    reason: 'MAC addresses are shown in one spelling',
  },
  {
    call: /"allowed_address_pairs":\[\{"ip_address":"10\.0\.0\.7\/25"/,
    ours: { status: [200, 201] },
    reason: 'prefixes are shown without host bits',
  },
  {
    call: /"extra_dhcp_opts":\[\{.*\},\{/,
    ours: { status: [200, 201] },
    reason: 'the last one counts; in Neutron a database error',
  },
  {
    call: /"binding:host_id":5/,
    ours: { status: [200, 201] },
    reason: 'the name of a host that is a number is a name',
  },
  {
    call: /"if-match":"revision_number=77"/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'the first revision of an object is 1; Neutron has 0, too',
  },
  // Quotas
  {
    call: /^PUT \/(networks|quotas)\/.* \{$/,
    ours: badRequest,
    reason: 'a body that is no JSON is answered alike everywhere',
  },
  {
    scenarios: ['quotas'],
    call: /^PUT .*"tenant_id"/,
    ours: badRequest,
    reason: 'the attribute is known, but not to be written',
  },
  // Tags
  {
    call: /^PUT .*\/tags \{"tags":\["Red","red"\]\}/,
    ours: done,
    reason: 'capitals make another tag; in Neutron a database error',
  },
  { call: /^POST .*\/tags /, ours: done, reason: 'later versions of Neutron add tags so' },
  { call: /^PUT \/qos\/policies\/.*\/tags /, ours: done, reason: 'tags of QoS policies have this path, too' },
  {
    call: /^(PUT|DELETE) .*\/tags(\/y)? as reader@a/,
    ours: { status: 403 },
    reason: 'who may not change an object may not tag it',
  },
  {
    call: /^GET \/networks\/\{\{na\}\}\/tags as reader@a/,
    ours: done,
    reason: 'as above, so the old tag is still there',
  },
  // Sharing
  {
    call: /^(POST|DELETE) \/rbac-policies/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'no names of functions, no numbers of objects in memory',
  },
  {
    call: /^GET \/rbac-policies\/.* as member@a/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'not even the type of what is hidden is told',
  },
  // QoS
  {
    call: /^POST \/qos\/policies \{"policies"/,
    ours: { status: [201, 400] },
    reason: 'several at once, which Neutron takes for an unknown body',
  },
  {
    scenarios: ['qos-policies'],
    call: /^GET \/qos\/policies.* as member@a/,
    ours: done,
    reason: 'a shared policy is seen by those it is shared with',
  },
  { call: /^GET \/policies$/, ours: { status: 404 }, reason: 'only tags have this second path' },
  { call: /^GET \/qos\/rule-types/, ours: done, reason: 'no data plane does QoS yet, so no rule type is supported' },
  { call: /"max_kbps":1\.5/, ours: invalid, reason: 'a fraction is not rounded in silence' },
  {
    scenarios: ['qos-rules'],
    call: /^GET \/qos\/(policies\/\{\{p-bandwidth|alias-bandwidth)/,
    ours: done,
    reason: 'the fraction before it was refused, so the rule has another limit',
  },
  {
    call: /^POST .*"direction":"any"/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'another one of the rules in the way is named',
  },
  // Address groups
  {
    call: /^PUT \/address-groups\/.*"project_id"/,
    ours: SAME_IN_OTHER_WORDS,
    reason: 'the project has one name in messages',
  },
  {
    call: /^GET \/address-groups\?.*fields=name/,
    ours: done,
    reason: 'Neutron adds the project where nobody asked for it',
  },
  {
    call: /^PUT \/address-groups\/.* as reader@a/,
    ours: { status: 403 },
    reason: 'a reader sees the group, so 403 and not 404',
  },
  ...GROUP_DEVIATIONS,
  // Policy
  {
    call: /^(POST|PUT|DELETE) \/subnets(\/\{\{smore\}\})? as (reader|member)@a/,
    ours: { status: 403, type: 'PolicyNotAuthorized' },
    reason: 'readers write nothing, and a network is subnetted by its owner',
  },
  {
    call: /^POST \/address-groups as reader@a/,
    ours: { status: 403, type: 'PolicyNotAuthorized' },
    reason: 'readers write nothing',
  },
]
