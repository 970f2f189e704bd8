import { CommandError } from '../access/command-error.ts'
import { runInNamespace } from '../namespaces/namespaces.ts'
import type { Feature, Trial } from './feature.ts'

/** Does what the feature needs; the first command that fails says why it is missing. */
export async function tryOut(netns: string, { name, commands, fix }: Trial): Promise<Feature> {
  for (const command of commands) {
    try {
      await runInNamespace(netns, command, { timeoutMs: 5_000 })
    } catch (error) {
      const said = error instanceof CommandError ? error.stderr.trim().split('\n')[0] : String(error)
      return { name, ok: false, said: said ?? '', fix }
    }
  }
  return { name, ok: true }
}
