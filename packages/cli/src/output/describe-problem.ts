import type { ConfigurationProblem } from '@netloom/core'

export function describeProblem({ where, value, problem, remedy }: ConfigurationProblem): string {
  return `${where}${value === undefined ? '' : ` = ${value}`}: ${problem}; ${remedy}`
}
