import type { Command, DeviceState, HostAccess, Step, StepResult } from '@netloom/core'
import { batchLine } from '../pipe/batch-line.ts'

interface Progress {
  readonly step: Step
  readonly commands: readonly Command[]
  next: number
  error: string | undefined
}

/**
 * Runs the commands of many steps together. Commands of one step keep their order: a run of commands for the same tool goes
 * into that tool's pipe at once, together with those of the other steps; the next run starts when all have been acknowledged.
 * A step fails with its first error that it does not tolerate; what is left of it in the same run has been fed already and
 * runs, later runs are left out. So `commands` must be in an order where a later line does no harm when an earlier one failed.
 */
export async function runSteps<S extends DeviceState>(
  steps: readonly Step<S>[],
  commandsOf: (step: Step<S>) => readonly Command[],
  host: HostAccess,
): Promise<readonly StepResult[]> {
  const all = steps.map((step): Progress => {
    try {
      return { step, commands: commandsOf(step), next: 0, error: undefined }
    } catch (error) {
      return { step, commands: [], next: 0, error: error instanceof Error ? error.message : String(error) }
    }
  })
  let active = all.filter(unfinished)
  while (active.length > 0) {
    await runPhase(active, host)
    active = active.filter(unfinished)
  }
  return all.map(({ step, error }) => (error === undefined ? { key: step.key } : { key: step.key, error }))
}

const unfinished = ({ error, next, commands }: Progress): boolean => error === undefined && next < commands.length

async function runPhase(active: readonly Progress[], host: HostAccess): Promise<void> {
  const pipes = new Map<
    Command['tool'],
    { readonly progress: Progress; readonly command: Command; readonly line: string }[]
  >()
  for (const progress of active) {
    const tool = progress.commands[progress.next]?.tool
    if (tool === undefined) continue
    const pipe = pipes.get(tool) ?? []
    pipes.set(tool, pipe)
    for (
      let command = progress.commands[progress.next];
      command?.tool === tool;
      command = progress.commands[++progress.next]
    ) {
      pipe.push({ progress, command, line: batchLine(command.args) })
    }
  }
  await Promise.all(
    [...pipes].map(async ([tool, entries]) => {
      const results = await host.batch(
        tool,
        entries.map(({ line }) => line),
      )
      entries.forEach(({ progress, command, line }, index) => {
        const said = results[index]
        if (said === undefined || command.tolerate?.test(said) === true) return
        progress.error ??= `${said} (${tool} ${line})`
      })
    }),
  )
}
