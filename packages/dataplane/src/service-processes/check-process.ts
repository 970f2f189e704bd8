import { basename, join } from 'node:path'
import { InvalidWordError } from '../kinds/argument-words.ts'
import { isObjectId } from '../service-namespaces/service-names.ts'
import type { ServedProcess } from './service-process-state.ts'
import type { ServiceProgram } from './service-program.ts'

/**
 * A process that its program's own words do not lead back to would be started at every turn and never found.
 * @throws {InvalidWordError}
 */
export function checkProcess(state: ServedProcess, program: ServiceProgram): void {
  const { arguments: line, directory, files, id, namespace } = state
  const refuse = (problem: string): never => {
    throw new InvalidWordError(`${program.program} of ${JSON.stringify(id)}: ${problem}`)
  }
  if (!isObjectId(id)) refuse('is no id of an object')
  if (directory !== join(program.directory, id))
    refuse(`its folder is ${join(program.directory, id)}, not ${directory}`)
  if (namespace !== program.namespaceOf(id)) refuse(`its namespace is ${program.namespaceOf(id)}, not ${namespace}`)
  const word = program.word(directory)
  if (basename(line[0] ?? '') !== program.program || !line.includes(word))
    refuse(`its command line begins with ${program.program} and has the argument ${word}`)
  const unread = Object.keys(files).filter((name) => !program.files.includes(name))
  if (unread.length > 0) refuse(`it does not read ${unread.join(', ')}`)
}
