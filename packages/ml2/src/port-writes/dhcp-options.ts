import { type ExtraDhcpOption, type ExtraDhcpOptionRequest, InvalidInputError } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'

/**
 * The options of a port after a request: named ones are replaced, those with value null go, the others stay.
 * @throws {InvalidInputError} when they would be more than a port may have
 */
export function dhcpOptions(
  before: readonly ExtraDhcpOption[],
  requests: readonly ExtraDhcpOptionRequest[],
): readonly ExtraDhcpOption[] {
  const options = new Map(before.map((option) => [key(option), option]))
  for (const { name, value, ipVersion = 4 } of requests) {
    if (value === null) options.delete(key({ name, ipVersion }))
    else options.set(key({ name, ipVersion }), { name, value, ipVersion })
  }
  if (options.size > LIMITS.extraDhcpOptions) {
    throw new InvalidInputError(
      `extra_dhcp_opts: the port would have ${String(options.size)} options, at most ` +
        `${String(LIMITS.extraDhcpOptions)} are allowed; remove some by the value null`,
    )
  }
  return [...options.values()]
}

const key = ({ name, ipVersion }: Pick<ExtraDhcpOption, 'name' | 'ipVersion'>): string => `${String(ipVersion)} ${name}`
