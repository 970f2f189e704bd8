import type { SetIpResult } from '../address/set-ip-result.ts'

/** Old and new, agent by agent. */
export function describeAddressChange({ port, from, to, agents, done, guest }: SetIpResult): string {
  const what = `port ${port.name === '' ? port.id : port.name} (${port.mac_address}, on ${port.host || 'no host'})`
  if (from === to || (from === undefined && agents.length === 0 && done)) return `${what}: ${to}\nguest: ${guest}`
  return [
    `${what}: ${from ?? 'no address'} → ${to}${done ? '' : '; nothing is done yet'}`,
    ...agents.flatMap(({ agent, changes }) => [
      `${agent}:`,
      ...changes.flatMap((change, index) => [
        ...(change.key === changes[index - 1]?.key ? [] : [`  ${change.key} (${change.rule})`]),
        `    - ${change.from}`,
        `    + ${change.to}`,
      ]),
      ...(agent.startsWith('dhcp@') && from !== undefined ? [`    the lease of ${from} is released`] : []),
    ]),
    `guest: ${guest}`,
  ].join('\n')
}
