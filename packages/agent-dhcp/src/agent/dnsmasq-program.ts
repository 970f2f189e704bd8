import { join } from 'node:path'
import { ROOT, accountOf, type Account, type ServiceProgram } from '@netloom/dataplane/service'
import { namespaceOf } from '../render/names.ts'

/** dnsmasq processes whose files are below `directory`. */
export const dnsmasqProgram = (directory: string): ServiceProgram => ({
  program: 'dnsmasq',
  directory,
  namespaceOf,
  word: (folder) => `--pid-file=${join(folder, 'pid')}`,
  files: ['host', 'addn_hosts', 'opts'],
  reload: 'SIGHUP',
  reader: readerOf,
})

/** Value of an argument that is there once. */
export const argument = (line: readonly string[], name: string): string | undefined =>
  line.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3)

/** Whom a command line makes dnsmasq run as. */
export function readerOf(line: readonly string[]): Account {
  const user = argument(line, 'user')
  return (user === undefined ? undefined : accountOf(user)) ?? ROOT
}
