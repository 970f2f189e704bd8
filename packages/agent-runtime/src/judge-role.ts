import { type AgentRole, ConfigurationError, type RoleDescription } from '@netloom/core'

const HOOKS = [
  'base',
  'topics',
  'includes',
  'sync',
  'portsOf',
  'portOfDevice',
  'changedReports',
  'readyPorts',
  'allReports',
] as const
const TEXTS = ['root', 'entity'] as const

/** A role of another contract is refused before it does anything. @throws {ConfigurationError} naming what it lacks */
export function judgeRole({ agentType }: Pick<RoleDescription, 'agentType'>, role: AgentRole): AgentRole {
  const lacking = [
    ...TEXTS.filter((name) => typeof role[name] !== 'string' || role[name] === ''),
    ...HOOKS.filter((name) => typeof role[name] !== 'function'),
  ]
  if (lacking.length === 0) return role
  const problem = `what create() returns has no ${lacking.join(', ')}`
  throw new ConfigurationError([
    {
      where: `role of a ${agentType}`,
      problem,
      remedy: 'update the package that brings the role: its contract is another',
    },
  ])
}
