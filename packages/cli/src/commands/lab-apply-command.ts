import type { Command } from 'commander'
import { applyTopology, type AppliedChange } from '../lab/lab-apply.ts'
import { readTopology } from '../lab/topology.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface ApplyOptions extends GlobalOptions {
  readonly name: string
  readonly plan?: boolean
}

export function addLabApply(lab: Command): void {
  withJson(lab.command('apply <file>'))
    .description('make networks, subnets, ports and VMs as a topology file says; what is there already stays as it is')
    .option('--plan', 'only say what would be made')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (file: string, options: ApplyOptions) => {
      const changes = await applyTopology(await readTopology(file), {
        lab: options.name,
        dryRun: options.plan === true,
      })
      print(changes, options.json === true, describeChanges)
    })
}

function describeChanges(changes: readonly AppliedChange[]): string {
  if (changes.length === 0) return 'nothing to do: everything is as the file says'
  return changes
    .map((change) => `+ ${change.kind} ${change.name}${change.id === undefined ? '' : ` (${change.id})`}`)
    .join('\n')
}
