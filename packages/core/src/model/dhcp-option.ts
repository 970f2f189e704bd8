/**
 * Name or number of a DHCP option, and before it the tags that a client must have, or must not have, to get it, as dnsmasq knows
 * them: `tag:ipxe,67`, `tag:!ipxe,bootfile-name`.
 */
export const DHCP_OPTION_NAME: RegExp = /^(tag:!?[a-z0-9._-]+,)*[a-z0-9][a-z0-9-]*$/i

/** What stands in one line of a server's file, and means there what it meant to whoever wrote it. */

export const DHCP_OPTION_VALUE: RegExp = /^[^\u0000-\u001f\u007f\u0085\u2028\u2029]*$/

/** An empty value of these tells a client that there is none. */
const MAY_BE_BLANK = new Set(['router', 'classless-static-route'])

/** Neutron: VALID_BLANK_EXTRA_DHCP_OPTS. */
export const isBlankAllowed = (name: string): boolean => MAY_BE_BLANK.has(name)

/** What is wrong with an option's name or value; undefined = nothing. */
export function dhcpOptionProblem(name: string, value: string | null): string | undefined {
  if (!DHCP_OPTION_NAME.test(name)) {
    return (
      `'${name}' is no name of a DHCP option; write a name or number such as bootfile-name or 67, ` +
      'with tags before it where only some clients shall have it: tag:ipxe,67 or tag:!ipxe,67'
    )
  }
  if (value === null) return undefined
  if (!DHCP_OPTION_VALUE.test(value))
    return `the value of '${name}' has control characters; write plain text in one line`
  if (value.trim() === '' && !isBlankAllowed(name))
    return `the value of '${name}' is empty; write one, or null to remove it`
  return undefined
}
