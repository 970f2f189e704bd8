import type { DeviceState } from '@netloom/core'
import type { ServedFiles } from './served-files.ts'

/** A process in a namespace, with a folder of files of its own. */
export interface ServedProcess {
  /** Of the API object that it serves; its folder has this name. */
  readonly id: string
  readonly namespace: string
  /** The process's own folder. */
  readonly directory: string
  /** Its command line, program first. It goes into the background by itself once it serves, and writes `<directory>/pid`. */
  readonly arguments: readonly string[]
  /** What it reads. */
  readonly files: ServedFiles
}

/** One that was found, or is wanted. */
export interface FoundServedProcess extends ServedProcess {
  /** Runs in its namespace, and has read the files as they are. Always true when wanted. */
  readonly running: boolean
}

/** The same as a state. A service gives its kind a name, and may add to it. */
export interface ServiceProcessState extends DeviceState, FoundServedProcess {}
