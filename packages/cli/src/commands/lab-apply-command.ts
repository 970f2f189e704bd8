import type { Command } from 'commander'
import type { AppliedChange } from '../lab/apply/lab-apply.ts'
import { describeDifferences } from '../lab/apply/topology-change.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface ApplyOptions extends GlobalOptions {
  readonly name: string
  readonly plan?: boolean
}

export function addLabApply(lab: Command): void {
  withJson(lab.command('apply <file>'))
    .description('make and change networks, subnets, ports and VMs as a topology file says; nothing is removed')
    .option('--plan', 'only say what would be made (+) and changed (~)')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (file: string, options: ApplyOptions) => {
      // Loaded by this command alone, as what judges a file is not small.
      const [{ applyTopology }, { readTopology }] = await Promise.all([
        import('../lab/apply/lab-apply.ts'),
        import('../lab/state/topology.ts'),
      ])
      const changes = await applyTopology(await readTopology(file), {
        lab: options.name,
        dryRun: options.plan === true,
      })
      print(changes, options.json === true, describeChanges)
    })
}

/** `+` is made, `~` is changed. */
function describeChanges(changes: readonly AppliedChange[]): string {
  if (changes.length === 0) return 'nothing to do: everything is as the file says'
  return changes.map(describeChange).join('\n')
}

function describeChange({ op, kind, name, differences, id }: AppliedChange): string {
  const done = id === undefined ? '' : ` (${id})`
  return op === 'create' ? `+ ${kind} ${name}${done}` : `~ ${kind} ${name}: ${describeDifferences(differences)}${done}`
}
