import { planAddress, setAddress } from '../../address/address-change.ts'
import { chooseAddresses } from '../../address/choose-addresses.ts'
import { guestHint } from '../../address/guest-hint.ts'
import type { SetIpResult } from '../../address/set-ip-result.ts'
import { findAgents } from '../../inspect/find-agents.ts'
import { findPort } from './lab-ports.ts'
import { requireLab, withController } from '../state/open-lab.ts'

export interface SetAddressOptions {
  readonly lab?: string
  /** Change nothing. */
  readonly plan?: boolean
  /** The address that goes, when the port has several. */
  readonly insteadOf?: string
}

/** Gives a port, named by id or name, another address. @throws {Failure} when it cannot have that one */
export async function labSetAddress(
  port: string,
  address: string,
  { lab = 'lab', plan = false, insteadOf }: SetAddressOptions = {},
): Promise<SetIpResult> {
  const state = await requireLab(lab)
  return withController(state, async (client) => {
    const found = await findPort(client, port)
    const chosen = chooseAddresses(found.fixed_ips, address, insteadOf)
    const change = await planAddress(found, chosen, await findAgents({ name: lab }))
    if (!plan) await setAddress(client, found, chosen)
    const vm = state.vms.find(({ portId }) => portId === found.id)
    return { ...change, done: !plan, guest: guestHint(lab, vm, change) }
  })
}
