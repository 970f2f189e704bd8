import { describeService } from '@netloom/testing/conformance'
import { mirrors } from '../src/index.ts'
import { MIRROR_ENTITY } from '../src/mirror-topics.ts'

describeService('mirror', {
  open: () =>
    Promise.resolve({
      module: mirrors(),
      objects: {
        create: ({ services }, context, { portIds: [sourcePortId, targetPortId] }) =>
          services.mirrors.create(context, { sourcePortId, targetPortId }),
        get: ({ services }, context, id) => services.mirrors.get(context, id),
        list: ({ services }, context) => services.mirrors.list(context),
        delete: ({ services }, context, id) => services.mirrors.delete(context, id),
        quota: 'mirror',
        sharedType: 'mirror',
        taggedType: 'mirrors',
        entity: MIRROR_ENTITY,
        refused: {
          'a port mirrored to itself': ({ services }, context, { portIds: [port] }) =>
            services.mirrors.create(context, { sourcePortId: port, targetPortId: port }),
          'a port that is not there': ({ services }, context, { portIds: [sourcePortId] }) =>
            services.mirrors.create(context, { sourcePortId, targetPortId: '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111' }),
        },
      },
    }),
})
