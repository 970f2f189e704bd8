import type { Account } from './account.ts'
import type { ProcessPlaces } from './own-folders.ts'
import type { ServedFiles } from './served-files.ts'

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
  /** How a new process takes over from the one that serves, without a gap; absent = the old one is ended first. */
  readonly successor?: SuccessorWords
  /** Of the files what a process must read anew; absent = all. The rest it is told otherwise, by who changes them. */
  readonly essence?: (files: ServedFiles) => ServedFiles
  /** Whom its command line makes it run as, so that it gets at its files; absent = it reads them as root. */
  readonly reader?: (commandLine: readonly string[]) => Account
}

/** What is added to the command line of a process that takes over; `flag` begins it, and stands nowhere else. */
export interface SuccessorWords {
  readonly flag: string
  /** After the flag. */
  readonly words: (directory: string, predecessor: number) => readonly string[]
}
