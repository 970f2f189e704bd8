import type { Command } from 'commander'
import { planAddress, setAddress } from '../address/address-change.ts'
import { chooseAddresses } from '../address/choose-addresses.ts'
import type { SetIpResult } from '../address/set-ip-result.ts'
import { guestHint } from '../address/guest-hint.ts'
import { findAgents } from '../inspect/find-agents.ts'
import { findPort } from '../lab/lab-ports.ts'
import { requireLab, withController } from '../lab/open-lab.ts'
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
      print(await setIp(reference, address, options), options.json === true, describeAddressChange)
    })
}

async function setIp(reference: string, address: string, options: SetIpOptions): Promise<SetIpResult> {
  const { name, plan = false, insteadOf } = options
  const state = await requireLab(name)
  return withController(state, async (client) => {
    const port = await findPort(client, reference)
    const chosen = chooseAddresses(port.fixed_ips, address, insteadOf)
    const change = await planAddress(port, chosen, await findAgents({ name }))
    if (!plan) await setAddress(client, port, chosen)
    const vm = state.vms.find(({ portId }) => portId === port.id)
    return { ...change, done: !plan, guest: guestHint(vm, change) }
  })
}
