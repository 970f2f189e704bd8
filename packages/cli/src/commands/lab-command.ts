import type { Command } from 'commander'
import { addLabApply } from './lab-apply-command.ts'
import { addLabEnv } from './lab-env-command.ts'
import { addLabProcesses } from './lab-process-commands.ts'
import { addLabUp } from './lab-up-command.ts'
import { addLabVms } from './lab-vm-commands.ts'

export function addLab(program: Command): void {
  const lab = program
    .command('lab')
    .description('several hosts on this machine: namespaces with real bridges and tunnels, and no way out')
  addLabUp(lab)
  addLabApply(lab)
  addLabVms(lab)
  addLabProcesses(lab)
  addLabEnv(lab)
}
