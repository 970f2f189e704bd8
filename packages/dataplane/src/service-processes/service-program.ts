import type { Account } from './account.ts'
import type { ProcessPlaces } from './own-folders.ts'

/** What a service runs, one process for each object: how such a process is known, and how it is told that its files changed. */
export interface ServiceProgram extends ProcessPlaces {
  /** As its command line begins, without folders: `haproxy`. */
  readonly program: string
  /** An argument that no other process has, of the one whose folder this is. */
  readonly word: (directory: string) => string
  /** Names of the files that it reads. */
  readonly files: readonly string[]
  /** Upon this it reads them again; absent = it is started anew. */
  readonly reload?: 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2'
  /** Whom its command line makes it run as, so that it gets at its files; absent = it reads them as root. */
  readonly reader?: (commandLine: readonly string[]) => Account
}
