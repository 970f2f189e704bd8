import type { Command } from 'commander'
import { labSetAddress } from '../lab/vm/lab-set-address.ts'
import { describeAddressChange } from '../output/describe-address-change.ts'
import { print } from '../output/print.ts'
import { withJson, type GlobalOptions } from './global-options.ts'

interface SetIpOptions extends GlobalOptions {
  readonly name: string
  readonly plan?: boolean
  readonly insteadOf?: string
}

export function addPort(program: Command): void {
  const port = program.command('port').description('ports, beyond what the openstack command does')
  withJson(port.command('set-ip <port> <address>'))
    .description('give a port of a lab another address: on its host, its DHCP servers and all who know it')
    .option('--plan', 'only show what would change, and on which hosts')
    .option('--instead-of <address>', 'the address that goes, when the port has several')
    .option('--name <lab>', 'name of the lab', 'lab')
    .action(async (reference: string, address: string, options: SetIpOptions) => {
      const { name: lab, plan = false, insteadOf } = options
      const result = await labSetAddress(reference, address, {
        lab,
        plan,
        ...(insteadOf !== undefined && { insteadOf }),
      })
      print(result, options.json === true, describeAddressChange)
    })
}
