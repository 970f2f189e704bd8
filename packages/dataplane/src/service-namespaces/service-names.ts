/** How a service names what it makes on a host, so that it is known again. Data: nothing here touches a host. */
export interface ServiceNames {
  /** Prefix of a namespace → type of the API object whose id follows it: `{ 'qrouter-': 'router' }`. */
  readonly namespaces: Readonly<Record<string, string>>
  /** Prefix of a device inside → prefix of the same pair's end on the host: `{ 'qr-': 'tap' }`. */
  readonly pairs: Readonly<Record<string, string>>
  /** Addresses of link scope that states may name. Others of that scope are the kernel's or a MAC's, and nobody's wish. */
  readonly linkAddresses?: readonly string[]
  /** Prefixes of devices inside whose single IPv4 addresses (`/32`) are states of their own, and no part of the pair's. */
  readonly singleAddresses?: readonly string[]
}

/** Whether an address of a device inside is a state of its own. */
export const isSingleAddress = ({ singleAddresses = [] }: ServiceNames, inner: string, address: string): boolean =>
  address.endsWith('/32') && singleAddresses.some((prefix) => inner.startsWith(prefix))

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const WHOLE_ID = new RegExp(`^${ID}$`)

/** Whether a text is the id of an API object. */
export const isObjectId = (text: string): boolean => WHOLE_ID.test(text)

interface Prefixed {
  readonly value: string
  readonly rest: string
}

const withPrefix = (prefixes: Readonly<Record<string, string>>, name: string): readonly Prefixed[] =>
  Object.entries(prefixes).flatMap(([prefix, value]) =>
    name.startsWith(prefix) ? [{ value, rest: name.slice(prefix.length) }] : [],
  )

/** API object whose namespace has this name, `router/<id>`; undefined = it is none of the service's. */
export function objectOf({ namespaces }: ServiceNames, name: string): string | undefined {
  const found = withPrefix(namespaces, name).find(({ rest }) => isObjectId(rest))
  return found === undefined ? undefined : `${found.value}/${found.rest}`
}

/** End on the host of the pair whose other end is `inner`; undefined = no end of a pair of the service's. */
export function pairOf({ pairs }: ServiceNames, inner: string): string | undefined {
  const [found] = withPrefix(pairs, inner)
  return found === undefined ? undefined : found.value + found.rest
}

/** Whether a device or namespace can be one of the service's, as far as its name says. */
export const mayBeNamed = ({ namespaces, pairs }: ServiceNames, name: string): boolean =>
  [...Object.keys(namespaces), ...Object.values(pairs)].some((prefix) => name.startsWith(prefix))
