import { constants } from 'node:os'
import { InvalidArgumentError, type Command } from 'commander'
import { labDown } from '../lab/lab-down.ts'
import { labRestart, labStop } from '../lab/lab-lifecycle.ts'
import { labStatus } from '../lab/lab-status.ts'
import { print } from '../output/print.ts'
import { describeStatus } from './describe-status.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface ProcessOptions extends GlobalOptions {
  readonly name: string
  readonly signal: NodeJS.Signals
}

const TARGETS =
  'controller, agent@HOST, dhcp@HOST, ovs@HOST (or vswitchd@, ovsdb@), HOST (off its wires) or VM (its cable)'

export function addLabProcesses(lab: Command): void {
  withJson(lab.command('stop <target>'))
    .description(`stop ${TARGETS}`)
    .option('--signal <name>', 'signal for a process: TERM, KILL, …', signalName, 'SIGTERM')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (target: string, options: ProcessOptions) => {
      await labStop(target, options.signal, options.name)
      print({ stopped: target }, options.json === true, () => `${target} is stopped`)
    })
  withJson(lab.command('restart <target>'))
    .description(`stop and start ${TARGETS}`)
    .option('--signal <name>', 'signal that stops a process: TERM, KILL, …', signalName, 'SIGTERM')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (target: string, options: ProcessOptions) => {
      await labRestart(target, options.signal, options.name)
      print({ restarted: target }, options.json === true, () => `${target} is up again`)
    })
  withJson(lab.command('status'))
    .description('hosts, processes and VMs of a lab')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: ProcessOptions) => {
      print(await labStatus(options.name), options.json === true, describeStatus)
    })
  withJson(lab.command('down'))
    .description('remove every trace of a lab, also after a crash')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: ProcessOptions) => {
      await labDown(options.name)
      print({ down: options.name }, options.json === true, () => `lab ${options.name} is down`)
    })
}

function signalName(value: string): NodeJS.Signals {
  const name = value.toUpperCase().startsWith('SIG') ? value.toUpperCase() : `SIG${value.toUpperCase()}`
  if (name in constants.signals) return name as NodeJS.Signals
  throw new InvalidArgumentError('write a signal such as TERM or KILL.')
}
