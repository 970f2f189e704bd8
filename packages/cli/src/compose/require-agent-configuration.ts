import { ConfigurationError, type Logger } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import { type AgentJudgeRequest, judgeAgent } from './judge-agent.ts'
import { sayAccount } from './say-account.ts'

/** Reads an agent's INI files in order, a later one wins. @throws {ConfigurationError} with every problem of all files */
export async function requireAgentConfiguration(
  files: readonly string[],
  request: AgentJudgeRequest,
  logger: Logger,
): Promise<IniConfig> {
  const { problems, ini, ...account } = await judgeAgent(files, request)
  if (problems.length > 0 || ini === undefined) throw new ConfigurationError(problems)
  sayAccount(account, logger)
  return ini
}
