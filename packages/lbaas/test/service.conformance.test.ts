import { adminContext, CONTRACT, type ServiceModule } from '@netloom/core'
import { describeService } from '@netloom/testing/conformance'
import { loadBalancers } from '../src/index.ts'

const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

/** The kit's networks have no subnets, and a VIP needs an address. */
const addressing = (): ServiceModule => ({
  contract: CONTRACT,
  kind: 'service',
  name: 'addressing',
  start: ({ subnets }) =>
    Promise.resolve({
      listeners: [
        {
          name: 'addressing',
          createNetworkPostcommit: async ({ current: { id: networkId, projectId } }) => {
            await subnets.create(adminContext(), { networkId, projectId, cidr: '10.0.0.0/24', ipVersion: 4 })
          },
        },
      ],
    }),
})

describeService('lbaasv2', {
  open: () =>
    Promise.resolve({
      module: loadBalancers(),
      required: [addressing()],
      objects: {
        create: ({ services }, context, { networkId: vipNetworkId }) =>
          services.loadBalancers.create(context, { name: 'web', vipNetworkId }),
        get: ({ services }, context, id) => services.loadBalancers.get(context, id),
        list: ({ services }, context) => services.loadBalancers.list(context),
        delete: ({ services }, context, id) => services.loadBalancers.delete(context, id),
        quota: 'loadbalancer',
        refused: {
          'a subnet that is not there': ({ services }, context) =>
            services.loadBalancers.create(context, { vipSubnetId: NOBODY }),
        },
      },
    }),
})
