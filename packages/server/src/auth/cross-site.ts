import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * Why a request comes from somebody's web page rather than from a client of this machine; undefined = it does not. A browser says
 * where a page is from (`Origin`, `Sec-Fetch-Site`); a page whose name was made to lead here says its own name (`Host`).
 */
export function crossSiteReason(headers: IncomingHttpHeaders, names: readonly string[] = []): string | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers
  if (host !== undefined && !isOwnName(host, names))
    return `Host is ${host}, which is no address and no name of this server`
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return `Sec-Fetch-Site is ${site}`
  if (origin !== undefined && !isOrigin(origin, host ?? '')) return `Origin ${origin} is another site`
  return undefined
}

/** An address cannot be made to lead elsewhere by a name server, and `localhost` is every machine's own name. */
function isOwnName(host: string, names: readonly string[]): boolean {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host) ?? []
  const name = (bracketed ?? plain ?? '').toLowerCase()
  return isIP(name) !== 0 || name === 'localhost' || names.some((one) => one.toLowerCase() === name)
}

function isOrigin(origin: string, host: string): boolean {
  return (
    origin.toLowerCase() === `http://${host.toLowerCase()}` || origin.toLowerCase() === `https://${host.toLowerCase()}`
  )
}
