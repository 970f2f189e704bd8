import type { ConfigurationProblem, Logger } from '@netloom/core'
import type { OptionsWithoutEffect } from '@netloom/core/kit'

interface Account {
  readonly warnings: readonly ConfigurationProblem[]
  readonly notes: readonly OptionsWithoutEffect[]
}

/** Logs unknown options, and those without an effect. */
export function sayAccount({ warnings, notes }: Account, logger: Logger): void {
  for (const { where, problem, remedy } of warnings) logger.warn({ option: where, remedy }, problem)
  for (const { options, instead } of notes) logger.info({ options }, `options without an effect: ${instead}`)
}
