import { RESOURCES } from '@netloom/api'
import { describeApiDeclaration } from '@netloom/testing/conformance'
import { firewallApi, firewallV2Api } from '../src/api/index.ts'
import { firewall, firewallV2 } from '../src/index.ts'

describeApiDeclaration('firewall', {
  open: () => Promise.resolve({ api: firewallApi, others: RESOURCES, module: firewall() }),
})
describeApiDeclaration('firewall_v2', {
  open: () => Promise.resolve({ api: firewallV2Api, others: RESOURCES, module: firewallV2() }),
})
