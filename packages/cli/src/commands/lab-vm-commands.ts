import type { Command } from 'commander'
import { labBoot, type BootedVm } from '../lab/vm/lab-boot.ts'
import { labExecAttached } from '../lab/lab-exec.ts'
import { labRenew } from '../lab/vm/lab-renew.ts'
import { labDelete, labMigrate } from '../lab/vm/lab-move.ts'
import { describeLease } from '../output/describe-lease.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface BootOptions extends GlobalOptions {
  readonly name: string
  readonly port?: string
  readonly network?: string
  readonly host?: string
  readonly ip?: string
  readonly mac?: string
  readonly dhcp?: boolean
  readonly portSecurity: boolean
  readonly userData?: string
}

interface LabOption extends GlobalOptions {
  readonly name: string
}

export function addLabVms(lab: Command): void {
  withJson(lab.command('boot <vm>'))
    .description('boot a VM: a namespace whose eth0 is a port')
    .option('--port <id>', 'existing port, by id or name')
    .option('--network <id>', 'network in which a port is made, by id or name')
    .option('--host <host>', 'where; default the port’s host, else the first')
    .option('--ip <address>', 'fixed address of the new port')
    .option('--mac <address>', 'MAC address of the new port')
    .option('--no-port-security', 'the new port may send from any address')
    .option('--dhcp', 'lease the addresses, with the clients that guests have, instead of setting them')
    .option('--user-data <file>', 'what the metadata address answers as user data; hosts need role metadata')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (vm: string, options: BootOptions) => {
      const { name: labName, json, ...request } = options
      print(await labBoot({ ...request, name: vm, lab: labName }), json === true, describeBoot)
    })
  withJson(lab.command('migrate <vm> <host>'))
    .description('move a running VM to another host')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (vm: string, host: string, options: LabOption) => {
      print(
        await labMigrate(vm, host, options.name),
        options.json === true,
        (moved) => `${moved.name} runs on ${moved.host}`,
      )
    })
  withJson(lab.command('renew <vm>'))
    .description('have a VM that leases its addresses ask for them anew')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (vm: string, options: LabOption) => {
      print(await labRenew(vm, options.name), options.json === true, (leases) =>
        leases.map((lease) => `${vm} leases ${describeLease(lease)}`).join('\n'),
      )
    })
  withJson(lab.command('delete <vm>'))
    .description('delete a VM and its port')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (vm: string, options: LabOption) => {
      await labDelete(vm, options.name)
      print({ deleted: vm }, options.json === true, () => `${vm} is deleted`)
    })
  lab
    .command('exec <place> <command...>')
    .description('run a command inside a VM, a host or the underlay; the exit status is the command’s')
    .option('--name <lab>', 'name of the lab', 'lab')
    .passThroughOptions()
    .action(async (place: string, words: readonly string[], options: LabOption) => {
      const { command, lab: name } = splitExec(words, options.name)
      process.exitCode = await labExecAttached(place, command, name)
    })
}

/** What follows the place is the command's own; `--name LAB` and `--` may stand before it. */
export function splitExec(
  words: readonly string[],
  lab: string,
): { readonly command: readonly string[]; readonly lab: string } {
  const [first, name, ...rest] = words
  if (first === '--') return { command: words.slice(1), lab }
  return first === '--name' && name !== undefined ? splitExec(rest, name) : { command: words, lab }
}

function describeBoot(vm: BootedVm): string {
  const leased = vm.leasedIn === undefined ? '' : `, leased ${vm.leasedIn.toFixed(0)} ms later`
  const addresses = vm.addresses.length === 0 ? 'no address' : vm.addresses.join(', ')
  return `${vm.name} runs on ${vm.host}: ${vm.macAddress}, ${addresses}; port ${vm.portId} ACTIVE ${vm.wiredIn.toFixed(0)} ms after its tap appeared${leased}`
}
