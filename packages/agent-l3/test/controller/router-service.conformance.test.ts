import { describeService } from '@netloom/testing/conformance'
import { routers } from '../../src/index.ts'

const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describeService('routers', {
  open: () =>
    Promise.resolve({
      module: routers(),
      objects: {
        create: ({ services }, context) => services.routers.create(context, { name: 'r' }),
        get: ({ services }, context, id) => services.routers.get(context, id),
        list: ({ services }, context) => services.routers.list(context),
        delete: ({ services }, context, id) => services.routers.delete(context, id),
        taggedType: 'routers',
        refused: {
          'a router that is distributed': ({ services }, context) =>
            services.routers.create(context, { distributed: true }),
          'a gateway to a network that is not there': ({ services }, context) =>
            services.routers.create(context, { externalGatewayInfo: { networkId: NOBODY } }),
          'a floating IP of a network that is not external': ({ services }, context, { networkId }) =>
            services.floatingIps.create(context, { floatingNetworkId: networkId }),
        },
      },
    }),
})
