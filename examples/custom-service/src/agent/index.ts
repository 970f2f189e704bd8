import { agentMark, type RolePackage } from '@netloom/core'
import { mirrorKind } from './mirror-kind.ts'
import { mirrorRole, ownerOf } from './mirror-role.ts'

export { mirrorKind } from './mirror-kind.ts'
export { mirrorRole, ownerOf } from './mirror-role.ts'
export type { MirrorState } from './mirror-state.ts'

/** `netloom agent --role mirror`: package.json names this export under `netloom.roles`. */
export const rolePackage: RolePackage = {
  name: 'mirror',
  readOptions: () => ({}),
  compose: ({ host }) => {
    const agent = agentMark('mirror', host)
    const owner = ownerOf(agent)
    return Promise.resolve({ agent, role: mirrorRole(owner), kinds: [mirrorKind(owner)], switchKinds: false })
  },
}
