import { dnsmasqDriver } from '../src/agent/index.ts'
import { describeDhcpDriver } from '@netloom/testing/conformance'

describeDhcpDriver('dnsmasq', {
  open: () => Promise.resolve({ driver: dnsmasqDriver({ directory: '/confs', forceMetadata: true }) }),
})
