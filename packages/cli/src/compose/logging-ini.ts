import { isAbsolute, join } from 'node:path'
import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

/** What INI files say about logs. */
export interface LoggingIni {
  readonly debug: boolean
  /** Lines go there instead of standard error; an absolute path, or one below the working directory. */
  readonly file?: string
}

/**
 * `debug`, `log_file` and `log_dir` as oslo.log has them: a relative file is in the folder, and a folder alone holds `<program>.log`.
 * @throws {ConfigurationError}
 */
export function readLoggingIni(sections: IniSections, program = 'netloom'): LoggingIni {
  const problems: ConfigurationProblem[] = []
  const core = new IniSectionReader(sections, 'DEFAULT', problems)
  const debug = core.boolean('debug') ?? false
  const [name, oldName] = [core.text('log_file'), core.text('logfile')]
  const [folder, oldFolder] = [core.text('log_dir'), core.text('logdir')]
  if (problems.length > 0) throw new ConfigurationError(problems)
  const file = pathOf(name ?? oldName, folder ?? oldFolder, program)
  return { debug, ...(file !== undefined && { file }) }
}

function pathOf(file: string | undefined, folder: string | undefined, program: string): string | undefined {
  if (folder === undefined || (file !== undefined && isAbsolute(file))) return file
  return join(folder, file ?? `${program}.log`)
}
