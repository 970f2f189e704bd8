import type { AgentReport } from '../model/agent.ts'

/** What a transport knows of who is at the other end of a link. */
export interface LinkIdentity {
  /** The one host that the peer's token is good for. Absent = any: a shared secret, or a link inside the process. */
  readonly host?: string | undefined
  /** Where it connects from. Absent inside the process. */
  readonly address?: string | undefined
}

/** Why a hello is refused; undefined = it is taken. `earlier`: whom this link spoke for until now. */
export function helloProblem(
  { host }: LinkIdentity,
  earlier: AgentReport | undefined,
  agent: AgentReport,
): string | undefined {
  if (host !== undefined && agent.host !== host) {
    return `the token is of host "${host}", but the agent says that it is on "${agent.host}"; give it a token of its own host`
  }
  if (earlier !== undefined && (earlier.host !== agent.host || earlier.agentType !== agent.agentType)) {
    return `this link is of the ${earlier.agentType} on "${earlier.host}"; another agent needs a link of its own`
  }
  return undefined
}

/** One name for all addresses of the same peer. */
export function peerName(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '')
  return plain !== undefined && /^(127\.\d+\.\d+\.\d+|::1)$/.test(plain) ? 'loopback' : plain
}
