/** One bad option; `where` is `file [section] option` or the path in a typed options object. */
export interface ConfigurationProblem {
  readonly where: string
  readonly value?: string
  readonly problem: string
  readonly remedy: string
}

/** Everything wrong with a configuration, at once. Aborts a start (exit code 2 on the command line). */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly code = 'ConfigurationError'
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(problems.map(describe).join('\n'))
  }
}

function describe({ where, value, problem, remedy }: ConfigurationProblem): string {
  const given = value === undefined ? '' : ` = ${value}`
  return `${where}${given}: ${problem}; ${remedy}`
}

/** Also one of another copy of this package: a stranger's driver may have brought its own. */
export const isConfigurationError = (error: unknown): error is ConfigurationError =>
  error instanceof ConfigurationError ||
  (error instanceof Error && 'code' in error && error.code === 'ConfigurationError' && 'problems' in error)
