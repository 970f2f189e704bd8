import { ConfigurationError, type Logger } from '@netloom/core'
import { judgeSecrets } from './judge-secrets.ts'
import type { SecretFile } from './secret-file.ts'

/** Files that the command line names. Those that others can read are logged. @throws {ConfigurationError} when others can write one */
export async function requireSecrets(
  files: readonly { readonly path: string | undefined; readonly holds: string }[],
  logger: Logger,
): Promise<void> {
  const given = files.filter((file): file is SecretFile => file.path !== undefined)
  const { problems, warnings } = await judgeSecrets(given)
  if (problems.length > 0) throw new ConfigurationError(problems)
  for (const { where, problem, remedy } of warnings) logger.warn({ file: where, remedy }, problem)
}
