import { RESOURCES } from '@netloom/api'
import { describeApiDeclaration } from '@netloom/testing/conformance'
import { serviceApi } from '../src/api/index.ts'
import { loadBalancers } from '../src/index.ts'

describeApiDeclaration('lbaasv2', {
  open: () =>
    Promise.resolve({
      api: serviceApi,
      others: RESOURCES,
      module: loadBalancers(),
      examples: {
        member: { create: { address: '10.0.0.5', protocol_port: 80 }, update: { weight: 5 } },
        rule: { create: { type: 'PATH', compare_type: 'STARTS_WITH', value: '/api' }, update: { invert: true } },
      },
    }),
})
