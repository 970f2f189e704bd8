import { DHCP_OPTION_NAME } from '@netloom/core'

/**
 * What users wrote, made harmless for files of dnsmasq: such a file is lines, a line is parts between commas, `#` begins a
 * comment, quotes and backslashes mean something, and the names of parts (`tag:`, `set:`, `id:`) stand at their beginning.
 */

/** A label or domain name as RFC 1123 has them, below the first label also with `_`; undefined = it is none. */
export function domainName(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  const isName = name.length <= 255 && /^[a-z0-9][a-z0-9_-]{0,62}(\.[a-z0-9_]([a-z0-9_-]{0,62})?)*$/i.test(name)
  return isName ? name : undefined
}

/** An option's name or number, and the tags that a client must have, or must not have, to get it. */
export interface OptionName {
  /** `tag:ipxe`, `tag:!ipxe`. */
  readonly tags: readonly string[]
  readonly option: string
}

/** undefined = it is none, which the API does not let through. */
export function optionName(text: string): OptionName | undefined {
  if (!DHCP_OPTION_NAME.test(text)) return undefined
  const parts = text.split(',')
  return { tags: parts.slice(0, -1), option: parts.at(-1) ?? '' }
}

/** What ends a line for some reader of lines. */

const BREAK = /[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/

const CONTROLS = /[\u0000-\u001f\u007f]/g
const QUOTED = /[\\"]/g

/** Of a value from before the API refused them: what stands before a line break, as Neutron sends it. */
const oneLine = (text: string): string => (text.split(BREAK)[0] ?? '').replaceAll(CONTROLS, '')

const quoted = (text: string): string => `"${text.replaceAll(QUOTED, String.raw`\$&`)}"`

/**
 * Value of an option. Text without a meaning of its own goes as it is, commas included: they separate several values. All else
 * is quoted, and one value then. '' = none.
 */
export function optionValue(value: string): string {
  const text = oneLine(value)
  if (text.trim() === '') return ''
  const isPlain = /^[a-z0-9 ,.:;/_=+@%?&()~!*<>|^$'[\]{}-]*$/i.test(text) && text.trim() === text
  return isPlain ? text : quoted(text)
}

/**
 * A client identifier (option 61): `*` = any, hexadecimal pairs with colons, or text. With a colon outside quotes it is pairs to
 * dnsmasq, and a host with wrong ones gets no address at all. undefined = none.
 */
export function clientId(value: string): string | undefined {
  const text = oneLine(value)
  if (text.trim() === '') return undefined
  const isPlain = /^([a-z0-9._/@+-]+|[0-9a-f]{2}(:[0-9a-f]{2})+|\*)$/i.test(text)
  return isPlain ? text : quoted(text)
}
