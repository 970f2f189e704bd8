import { describeService } from '@netloom/testing/conformance'
import { securityGroups } from '../src/index.ts'

const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describeService('security groups', {
  open: () =>
    Promise.resolve({
      module: securityGroups(),
      objects: {
        create: ({ services }, context) => services.securityGroups.create(context, { name: 'web' }),
        get: ({ services }, context, id) => services.securityGroups.get(context, id),
        list: ({ services }, context) => services.securityGroups.list(context),
        delete: ({ services }, context, id) => services.securityGroups.delete(context, id),
        sharedType: 'security_group',
        taggedType: 'security_groups',
        refused: {
          'a second default group': ({ services }, context) =>
            services.securityGroups.create(context, { name: 'Default' }),
          'a rule of a group that is not there': ({ services }, context) =>
            services.securityGroupRules.create(context, { securityGroupId: NOBODY, direction: 'ingress' }),
        },
      },
    }),
})
