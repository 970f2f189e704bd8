import { describeAgentRole, type RoleItem } from '@netloom/testing/conformance'
import { mirrorKind, mirrorRole, type MirrorState, ownerOf } from '../src/agent/index.ts'
import { MIRROR_ENTITY, mirrorKey, mirrorsTopic } from '../src/mirror-topics.ts'

const owner = ownerOf('mirror.host1')

describeAgentRole('mirror', {
  open: () =>
    Promise.resolve({
      role: mirrorRole(owner),
      kinds: [mirrorKind(owner)],
      entity: MIRROR_ENTITY,
      object: (index, host) => {
        const hex = `${index.toString(16).padStart(2, '0')}${host.slice(-1)}`
        const id = (sort: string): string => `${sort}${hex}0000-0000-4000-8000-000000000000`
        const item = (direction: string): RoleItem => ({
          ...{ topic: mirrorsTopic(host), key: mirrorKey(id('a')) },
          body: { id: id('a'), sourcePortId: id('b'), targetPortId: id('c'), direction },
        })
        return {
          items: [item('both')],
          ids: [id('a')],
          changed: item('in'),
          links: [`tap${id('b').slice(0, 11)}`],
        }
      },
      isMarked: (state) => (state as MirrorState).cookie.startsWith(owner),
    }),
})
