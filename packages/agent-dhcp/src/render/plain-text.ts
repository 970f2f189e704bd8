/**
 * What users wrote, made harmless for files of dnsmasq: such a file is lines, a line is parts between commas, `#` begins a
 * comment, quotes and backslashes mean something, and the names of parts (`tag:`, `set:`, `id:`) stand at their beginning.
 */

/** A label or domain name as RFC 1123 has them; undefined = it is none. */
export function domainName(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  const isName = name.length <= 253 && /^[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)*$/i.test(name)
  return isName ? name : undefined
}

/** Name or number of a DHCP option. */
export function optionName(text: string): string | undefined {
  return /^[a-z0-9][a-z0-9-]{0,62}$/i.test(text) ? text : undefined
}

/**
 * Value of an option. Text without a meaning of its own goes as it is, commas included: they separate several values. All else
 * is quoted, and one value then. What cannot be written in one line is undefined.
 */
export function optionValue(text: string): string | undefined {
  if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(text)) return undefined
  if (/^[a-z0-9 ,.:;/_=+@%?&()~!*<>|^$'[\]{}-]*$/i.test(text) && text.trim() === text) return text
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`
}

/** A client identifier (option 61): text or hexadecimal pairs. */
export function clientId(text: string): string | undefined {
  return /^[a-z0-9:._/@+-]{1,255}$/i.test(text) && text !== '*' ? text : undefined
}
