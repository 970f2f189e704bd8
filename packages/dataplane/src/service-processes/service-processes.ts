import { join } from 'node:path'
import { type Clock, type HostAccess, type HostEvent, type ReadScope, systemClock } from '@netloom/core'
import type { ServiceNamespaces } from '../service-namespaces/service-namespaces.ts'
import { ROOT, type Account } from './account.ts'
import { checkProcess } from './check-process.ts'
import { endAll, endProcess } from './end-process.ts'
import { findProcess, livesIn, type ProcessMark } from './find-process.ts'
import { ownFolders } from './own-folders.ts'
import { isPrivate, removeFolder } from './private-folder.ts'
import { ProcessWatch } from './process-watch.ts'
import { hasRead, markRead, readFiles, type ServedFiles, writeFiles } from './served-files.ts'
import type { FoundServedProcess, ServedProcess } from './service-process-state.ts'
import type { ServiceProgram } from './service-program.ts'

/** The processes of one program on a host. They outlive the agent, and are known again by their pid files and command lines. */
export class ServiceProcesses {
  private readonly watch: ProcessWatch

  constructor(
    readonly program: ServiceProgram,
    private readonly namespaces: ServiceNamespaces,
    clock: Clock = systemClock,
  ) {
    this.watch = new ProcessWatch(clock, (namespace) => namespaces.devicesOf(namespace))
  }

  /** Those that this agent looks after, also such as an earlier life of it started. */
  async read(host: HostAccess, scope?: ReadScope): Promise<readonly FoundServedProcess[]> {
    const { directory: below, files: names, namespaceOf } = this.program
    const found: FoundServedProcess[] = []
    for (const id of await ownFolders(this.program, this.namespaces.names, host, scope)) {
      const directory = join(below, id)
      const namespace = namespaceOf(id)
      const files = await readFiles(directory, names)
      const mark = this.markOf(directory)
      const known = await findProcess(mark)
      const line = this.ownWords(known?.arguments ?? [])
      const isServed =
        known !== undefined && livesIn(known.pid, namespace) && (await hasRead(directory, this.essence(files)))
      // A folder that others can look into is closed as if it were a file that is wrong.
      const running = isServed && (await isPrivate(directory, this.readerOf(line)))
      if (running) this.watch.expect({ mark, namespace })
      found.push({ id, namespace, directory, arguments: line, files, running })
    }
    return found
  }

  /**
   * Files first: a process that starts, or is told, finds them as they shall be. What it has read is marked last.
   * `prepare` = what else must be there before it starts.
   */
  async serve(state: ServedProcess, host: HostAccess, prepare?: () => Promise<void>): Promise<void> {
    const { arguments: line, directory, files, namespace } = state
    const { reload, successor } = this.program
    checkProcess(state, this.program)
    this.namespaces.requireOurs(namespace)
    await writeFiles(directory, files, this.readerOf(line))
    const mark = this.markOf(directory)
    const known = await findProcess(mark)
    const isRight =
      this.ownWords(known?.arguments ?? []).join('\0') === line.join('\0') && livesIn(known?.pid ?? 0, namespace)
    const isTold = isRight && (await hasRead(directory, this.essence(files)))
    if (known !== undefined && isRight && (isTold || reload !== undefined)) {
      if (!isTold && reload !== undefined) process.kill(known.pid, reload)
    } else {
      const succeeds = known !== undefined && isRight && successor !== undefined
      if (!succeeds) await endProcess(mark)
      await prepare?.()
      const [tool = this.program.program, ...rest] = line
      const takeover = succeeds ? [successor.flag, ...successor.words(directory, known.pid)] : []
      // It goes into the background by itself once it listens: when this returns, it serves.
      await host.run({ argv: [tool, ...rest, ...takeover], netns: namespace })
    }
    await markRead(directory, this.essence(files))
    this.watch.expect({ mark, namespace })
  }

  /** Ends it and takes its folder away. */
  async remove({ directory }: Pick<ServedProcess, 'directory'>): Promise<void> {
    const mark = this.markOf(directory)
    this.watch.forget(mark)
    await endProcess(mark)
    // Predecessors, too, that were left to their last connections.
    if (this.program.successor !== undefined) await endAll(mark)
    await removeFolder(directory)
  }

  /** Tells what is to be read again when a process has gone. */
  start(listener: (event: HostEvent) => void): () => void {
    return this.watch.start(listener)
  }

  private essence(files: ServedFiles): ServedFiles {
    return this.program.essence?.(files) ?? files
  }

  /** A command line as it is wanted, whoever the process took over from. */
  private ownWords(line: readonly string[]): readonly string[] {
    const { successor } = this.program
    const at = successor === undefined ? -1 : line.indexOf(successor.flag)
    return at < 0 ? line : line.slice(0, at)
  }

  private markOf(directory: string): ProcessMark {
    const { program, word } = this.program
    return { pidFile: join(directory, 'pid'), program, word: word(directory) }
  }

  private readerOf(line: readonly string[]): Account {
    return this.program.reader?.(line) ?? ROOT
  }
}
