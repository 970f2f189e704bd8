import { constants } from 'node:os'
import { InvalidArgumentError, type Command } from 'commander'
import { Failure } from '../base/failure.ts'
import { labDown } from '../lab/lab-down.ts'
import { labNames } from '../lab/state/lab-state.ts'
import { labRestart, labStop } from '../lab/lab-lifecycle.ts'
import { isWell, labStatus } from '../lab/lab-status.ts'
import { print } from '../output/print.ts'
import { describeStatus } from './describe-status.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

/** The command did what it should, and found what is not as it should be. */
const FOUND = 3

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
    .description(
      `hosts, processes and VMs of a lab; exit status ${String(FOUND)} when one does not run, or is off its wire`,
    )
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: ProcessOptions) => {
      const status = await labStatus(options.name)
      print(status, options.json === true, describeStatus)
      if (!isWell(status)) process.exitCode = FOUND
    })
  withJson(lab.command('down'))
    .description('remove every trace of a lab, also after a crash')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (options: ProcessOptions) => {
      if (!(await labDown(options.name))) throw new Failure(await noSuchLab(options.name))
      print({ down: options.name }, options.json === true, () => `lab ${options.name} is down`)
    })
}

async function noSuchLab(name: string): Promise<string> {
  const names = await labNames()
  return `there is no lab "${name}" to take down; ${names.length === 0 ? 'none is up' : `up: ${names.join(', ')}`}`
}

function signalName(value: string): NodeJS.Signals {
  const name = value.toUpperCase().startsWith('SIG') ? value.toUpperCase() : `SIG${value.toUpperCase()}`
  if (name in constants.signals) return name as NodeJS.Signals
  throw new InvalidArgumentError('write a signal such as TERM or KILL.')
}
