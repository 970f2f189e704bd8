import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * Whom the proxy that connected to us speaks for: the **last** entry of `X-Forwarded-For`, else of `Forwarded`. Those before it are
 * what the client said of itself. Undefined = it says nothing that is an address.
 */
export function clientAddress(headers: IncomingHttpHeaders): string | undefined {
  const old = lastEntry(headers['x-forwarded-for'])
  if (old !== undefined) return bare(old)
  const standard = lastEntry(headers.forwarded)
  const said = standard?.split(';').flatMap((part) => /^\s*for=\s*(.*?)\s*$/i.exec(part)?.[1] ?? [])[0]
  return said === undefined ? undefined : bare(said.replace(/^"(.*)"$/, '$1'))
}

function lastEntry(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'object' ? header.join(',') : header
  return text?.split(',').at(-1)?.trim()
}

/** `192.0.2.1:4711`, `[2001:db8::1]:4711` → the address: a client has many ports. */
function bare(text: string): string | undefined {
  const address =
    /^\[([^\]]*)\](:\d+)?$/.exec(text)?.[1] ?? (/^[^:]+:\d+$/.test(text) ? text.replace(/:\d+$/, '') : text)
  return isIP(address) === 0 ? undefined : address
}
