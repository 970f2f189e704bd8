/** Scheme and host of a request target in absolute form (RFC 9112, 3.2.2). */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i
/** Escapes of characters that need none (RFC 3986, 2.3). */
const NEEDLESS = /%(2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi

/**
 * The one spelling of a request's URL that everything looks at: routes, limits, logs, links. Clients may write a path with needless
 * escapes (`/%762.0`) or slashes (`//v2.0`), or with the server's address before it.
 */
export function normalUrl(given: string): string {
  if (given.startsWith('/') && !given.includes('%') && !given.includes('//')) return given
  const url = given.replace(ORIGIN, '')
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  const plain = path.replace(NEEDLESS, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)))
  return `${plain === '' ? '/' : plain.replace(/\/{2,}/g, '/')}${end === -1 ? '' : url.slice(end)}`
}
