import type { RolePackage } from '@netloom/core'
import { switchRole } from '../switch-role.ts'

/** `netloom agent --role l2`: the ports of whatever switch this host has. */
export const rolePackage: RolePackage = {
  name: 'l2',
  usesSwitch: true,
  readOptions: () => ({}),
  compose: async (place) => {
    const { agent, renderer, kinds, firewall } = await place.composeSwitch()
    return {
      agent,
      role: switchRole(renderer, firewall),
      kinds: [...kinds, ...(firewall?.kinds ?? [])],
      switchKinds: true,
    }
  },
}
