import type { ExtraDhcpOption, ExtraDhcpOptionRequest } from '../../model/port.ts'

/** The options of a port after a request: named ones are replaced, those with value null go, the others stay. */
export function dhcpOptions(
  before: readonly ExtraDhcpOption[],
  requests: readonly ExtraDhcpOptionRequest[],
): readonly ExtraDhcpOption[] {
  const options = new Map(before.map((option) => [key(option), option]))
  for (const { name, value, ipVersion = 4 } of requests) {
    if (value === null) options.delete(key({ name, ipVersion }))
    else options.set(key({ name, ipVersion }), { name, value, ipVersion })
  }
  return [...options.values()]
}

const key = ({ name, ipVersion }: Pick<ExtraDhcpOption, 'name' | 'ipVersion'>): string => `${String(ipVersion)} ${name}`
