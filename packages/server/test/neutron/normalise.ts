/** What the two sides of a comparison may name differently. */
export interface Known {
  /** Name → value, of what steps have saved and of the projects. */
  readonly variables: ReadonlyMap<string, string>
  /** All texts that requests have sent: what stands in them was chosen by the scenario, not by the server. */
  readonly sent: string
  /** `http://host:port` of the server. */
  readonly base: string
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g
const MAC = /fa:16:3e(:[0-9a-f]{2}){3}/g
const RANDOM_NUMBERS = new Set(['provider:segmentation_id', 'segmentation_id'])
const RANDOM_ADDRESSES = new Set(['ip_address'])
const HOST_NAMES = new Set(['hostname', 'fqdn'])
const HOST_NAME = /host-([0-9a-f-]+)/
/** What is the same in any order. */
const SETS = new Set([
  'allocation_pools',
  'host_routes',
  'fixed_ips',
  'dns_assignment',
  'allowed_address_pairs',
  'extra_dhcp_opts',
  'sub_ports',
  'subnet_ip_availability',
  'subnets',
  'tags',
  'addresses',
  'prefixes',
  'rules',
  'service_types',
  'security_groups',
  'security_group_rules',
])
/** Lists inside messages that come in any order. */
const UNORDERED = [/Unrecognized attribute\(s\) '([^']*)'/g, /id for these ports is: ([^.]*)\./g]
/** A set as Python shows it, in an order of its own. */
const PYTHON_SET = /\{'[^{}:]*'\}/g

/** Ids, times, MACs, addresses and VNIs that a server picked become placeholders; saved ids their names. */
export function normalise(value: unknown, known: Known, key = ''): unknown {
  if (Array.isArray(value)) {
    const list = value.map((item) => normalise(item, known, key))
    return SETS.has(key) ? sorted(list) : list
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, normalise(part, known, name)]))
  }
  if (typeof value === 'number' && RANDOM_NUMBERS.has(key)) return wasChosen(value, known) ? value : '<vni>'
  if (typeof value !== 'string') return value
  if (RANDOM_ADDRESSES.has(key) && !wasSent(value, known)) return '<address>'
  if (HOST_NAMES.has(key))
    return normaliseText(value, known).replace(HOST_NAME, (all, part: string) =>
      wasSent(part.replaceAll('-', '.'), known) ? all : '<host>',
    )
  return normaliseText(value, known)
}

export function normaliseText(text: string, known: Known): string {
  let out = text.replaceAll(known.base, '{{base}}')
  for (const [name, value] of known.variables) if (value !== '') out = out.replaceAll(value, `{{${name}}}`)
  out = out
    .replaceAll(UUID, (id) => (wasSent(id, known) ? id : '<uuid>'))
    .replaceAll(MAC, (mac) => (wasSent(mac, known) ? mac : '<mac>'))
    .replaceAll(PYTHON_SET, (set) => `{${set.slice(1, -1).split(', ').sort().join(', ')}}`)
    .replaceAll(TIME, (time) => (wasSent(time, known) ? time : '<time>'))
  return UNORDERED.reduce((result, list) => result.replaceAll(list, ordered), out)
}

const ordered = (all: string, names: string): string => all.replace(names, names.split(/, ?/).sort().join(', '))

/** As a whole: 10.0.0.7 was not sent where 10.0.0.77 was. */
function wasSent(text: string, { sent }: Known): boolean {
  for (let at = sent.indexOf(text); at !== -1; at = sent.indexOf(text, at + 1)) {
    const [before = '', after = ''] = [sent[at - 1], sent[at + text.length]]
    if (!PART_OF_VALUE.test(before) && !PART_OF_VALUE.test(after)) return true
  }
  return false
}

const PART_OF_VALUE = /[0-9a-f.:]/

const wasChosen = (id: number, { sent }: Known): boolean => {
  const found = new RegExp(`segmentation_id(\\\\?":\\\\?"?|=)${String(id)}(?!\\d)`)
  return found.test(sent)
}

/** Lists nobody asked to sort come in any order. */
export function sortLists(body: unknown, path: string): unknown {
  if (/sort_key=[^&]/.test(path) || typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, part]) => [
      name,
      Array.isArray(part) && !name.endsWith('_links') ? sorted(part) : part,
    ]),
  )
}

const sorted = (list: readonly unknown[]): readonly unknown[] =>
  list
    .map((item) => ({ item, text: canonical(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item)

/** JSON with keys in alphabetical order. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
