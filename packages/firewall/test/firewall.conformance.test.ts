import { describeService } from '@netloom/testing/conformance'
import { firewall, firewallV2 } from '../src/index.ts'
import { routersModule } from './support.ts'

const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describeService('firewall_v2', {
  open: () =>
    Promise.resolve({
      module: firewallV2(),
      required: [routersModule(() => undefined)],
      objects: {
        create: ({ services }, context) => services.firewallPolicies.create(context, { name: 'web' }),
        get: ({ services }, context, id) => services.firewallPolicies.get(context, id),
        list: ({ services }, context) => services.firewallPolicies.list(context),
        delete: ({ services }, context, id) => services.firewallPolicies.delete(context, id),
        quota: 'firewall_policy',
        sharedType: 'firewall_policy',
        refused: {
          'a rule that is not there': ({ services }, context) =>
            services.firewallPolicies.create(context, { ruleIds: [NOBODY] }),
        },
      },
    }),
})

describeService('firewall', {
  open: () =>
    Promise.resolve({
      module: firewall(),
      required: [routersModule(() => undefined)],
      objects: {
        create: ({ services }, context) => services.firewallRules.create(context, { name: 'web' }),
        get: ({ services }, context, id) => services.firewallRules.get(context, id),
        list: ({ services }, context) => services.firewallRules.list(context),
        delete: ({ services }, context, id) => services.firewallRules.delete(context, id),
        quota: 'firewall_rule',
        sharedType: 'firewall_rule',
        refused: {
          'a port without protocol': ({ services }, context) =>
            services.firewallRules.create(context, { sourcePort: '80' }),
        },
      },
    }),
})
