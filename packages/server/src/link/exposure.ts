import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'
import { LOOPBACK } from '../listen/loopback.ts'
import type { AgentCredentials } from './admit-agent.ts'

export interface Exposure {
  readonly host: string
  readonly credentials: AgentCredentials
  readonly isEncrypted: boolean
  /** Somebody has said that tokens may cross the network in the clear. */
  readonly allowsInsecure: boolean
}

/** @throws {ConfigurationError} when the network could listen, or speak, to what only this machine should */
export function checkExposure({ host, credentials, isEncrypted, allowsInsecure }: Exposure): void {
  const problems: ConfigurationProblem[] = []
  const complain = (where: string, problem: string, remedy: string): void => {
    problems.push({ where, problem, remedy })
  }
  const { token, tokens } = credentials
  if (token === '') complain('agentToken', 'is empty', 'set one, or leave it out')
  if (!LOOPBACK.test(host)) {
    if (token !== undefined) {
      const problem = `one secret for the agents of all hosts is for loopback, not for ${host}: who has it speaks for every host`
      complain('agentToken', problem, 'make a token for each host: netloom token create --agent --host NAME')
    } else if (tokens === undefined) {
      const problem = `an agent link that listens on ${host} needs a token for each host`
      complain('agentTokens', problem, 'set them, or listen on 127.0.0.1')
    }
    if (!isEncrypted && !allowsInsecure) {
      const problem = `tokens and networks would cross the network in the clear on ${host}`
      const remedy =
        'name a certificate (--tls-cert, --tls-key), listen on 127.0.0.1, or say that it is meant (--insecure-listen, `allowInsecure`)'
      complain('listen', problem, remedy)
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
}
