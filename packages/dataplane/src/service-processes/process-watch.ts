import type { Clock, HostEvent } from '@netloom/core'
import { lookAgain } from '../monitor/look-again.ts'
import { findProcess, livesIn, type ProcessMark } from './find-process.ts'

/** Milliseconds between looks at the processes: one that was killed is back within two seconds. */
const LOOK = 250

/** A process that should run in a namespace. */
export interface ExpectedProcess {
  readonly mark: ProcessMark
  readonly namespace: string
}

interface Watched {
  readonly expected: ExpectedProcess
  /** Whom the last look found. */
  pid?: number
  /** That it is gone has been told; nothing more is until it is expected again. */
  told: boolean
}

/** Processes that should run, looked at from time to time: nobody tells when a process that is not our child ends. */
export class ProcessWatch {
  /** By pid file. */
  private readonly watched = new Map<string, Watched>()

  /** @param devicesOf what is to be read again when a process in this namespace is gone */
  constructor(
    private readonly clock: Clock,
    private readonly devicesOf: (namespace: string) => readonly string[],
  ) {}

  expect(expected: ExpectedProcess): void {
    this.watched.set(expected.mark.pidFile, { expected, told: false })
  }

  forget({ pidFile }: ProcessMark): void {
    this.watched.delete(pidFile)
  }

  start(listener: (event: HostEvent) => void): () => void {
    return lookAgain(this.clock, LOOK, () => this.look(listener))
  }

  private async look(listener: (event: HostEvent) => void): Promise<void> {
    for (const [id, one] of this.watched) {
      const { mark, namespace } = one.expected
      // Two looks at /proc: hundreds of processes cost next to nothing.
      if (one.told || (one.pid !== undefined && livesIn(one.pid, namespace))) continue
      const found = await findProcess(mark)
      // Forgotten, or started anew, while its files were read.
      if (this.watched.get(id) !== one) continue
      if (found !== undefined && livesIn(found.pid, namespace)) {
        one.pid = found.pid
        continue
      }
      one.told = true
      // All of the namespace in one turn: without it the links that lead there are gone, too, and a process alone serves nobody.
      for (const device of this.devicesOf(namespace)) listener({ type: 'touched', device })
    }
  }
}
