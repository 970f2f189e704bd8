import type { HaproxyConfiguration } from '../render/configuration.ts'
import { socketOf } from '../render/socket-paths.ts'
import { backendsOf, changeServers, refusalOf, type ServerChanges } from '../runtime/change-servers.ts'
import { readServers, SHOW_SERVERS } from '../runtime/read-servers.ts'
import { runtimeCommands, runtimeDialogue } from '../runtime/runtime-client.ts'

/** Members of running haproxy processes, changed without a reload. */
export class HaproxyServers {
  /** Servers that go when their last request is answered: folder → `backend/server`. */
  private readonly leaving = new Map<string, Set<string>>()

  /** What a process says of its servers; undefined = nobody answers. */
  async text(directory: string): Promise<string | undefined> {
    try {
      const [text] = await runtimeCommands(socketOf(directory), [SHOW_SERVERS])
      return text
    } catch {
      return undefined
    }
  }

  /** Whether a process has the servers that its file has. */
  async differ(directory: string, file: HaproxyConfiguration): Promise<boolean> {
    const text = await this.text(directory)
    if (text === undefined) return true
    const backends = backendsOf(file)
    const { commands, leaving } = changeServers(backends, backends, readServers(text))
    this.note(directory, leaving)
    return commands.length > 0
  }

  /**
   * Gives a process the servers of another configuration that is otherwise the same. @throws {Error} with what haproxy refused;
   * then a process that takes over gets them all from its file.
   */
  async change(directory: string, after: HaproxyConfiguration, before: HaproxyConfiguration): Promise<void> {
    let changes: ServerChanges = { commands: [], leaving: [], remade: [] }
    let commands: readonly string[] = []
    const [, ...answers] = await runtimeDialogue(socketOf(directory), ([text, ...said]) => {
      if (text === undefined) return SHOW_SERVERS
      if (said.length === 0) {
        changes = changeServers(backendsOf(after), backendsOf(before), readServers(text))
        // Those that nobody uses any more go at once.
        commands = [...changes.commands, ...changes.leaving.map((path) => `del server ${path}`)]
      }
      return commands[said.length]
    })
    const refused = changes.commands.map((command, at) => refusalOf(command, answers[at] ?? ''))
    const refusal = refused.find((one) => one !== undefined)
    if (refusal !== undefined) throw new Error(refusal)
    const size = changes.commands.length
    this.note(
      directory,
      changes.leaving.filter((_, at) => !isGone(answers[size + at] ?? '')),
    )
  }

  /** Takes away those that have answered their last request. */
  async sweep(directory: string): Promise<void> {
    const paths = [...(this.leaving.get(directory) ?? [])]
    if (paths.length === 0) return
    const commands = paths.map((path) => `del server ${path}`)
    const answers = await runtimeCommands(socketOf(directory), commands).catch(() => [])
    const left = paths.filter((_, at) => !isGone(answers[at] ?? ''))
    if (left.length === 0) this.leaving.delete(directory)
    else this.leaving.set(directory, new Set(left))
  }

  /** The process has gone, and all that it was still to be told. */
  forget(directory: string): void {
    this.leaving.delete(directory)
  }

  private note(directory: string, paths: readonly string[]): void {
    if (paths.length === 0) this.leaving.delete(directory)
    else this.leaving.set(directory, new Set(paths))
  }
}

const isGone = (answer: string): boolean => /deleted|No such server/.test(answer)
