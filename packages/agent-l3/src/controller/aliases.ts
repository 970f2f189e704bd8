import type { AliasText } from '@netloom/core'

/** What clients are told is there, as Neutron words it. */
export const ALIAS_TEXTS: Readonly<Record<string, AliasText>> = {
  router: {
    name: 'Neutron L3 Router',
    description:
      'Router abstraction for basic L3 forwarding between L2 Neutron networks and access to external networks via a NAT gateway.',
    updated: '2012-07-20T10:00:00-00:00',
  },
  'ext-gw-mode': {
    name: 'Neutron L3 Configurable external gateway mode',
    description: 'Extension of the router abstraction for specifying whether SNAT should occur on the external gateway',
    updated: '2013-03-28T10:00:00-00:00',
  },
  extraroute: {
    name: 'Neutron Extra Route',
    description: 'Extra routes configuration for L3 router',
    updated: '2013-02-01T10:00:00-00:00',
  },
  'extraroute-atomic': {
    name: 'Atomically add/remove extra routes',
    description: 'Edit extra routes of a router on server side by atomically adding/removing extra routes',
    updated: '2019-07-10T00:00:00+00:00',
  },
  'l3-ha': {
    name: 'HA Router extension',
    description: 'Adds HA capability to routers.',
    updated: '2014-07-26T00:00:00-00:00',
  },
  l3_agent_scheduler: {
    name: 'L3 Agent Scheduler',
    description: 'Schedule routers among l3 agents',
    updated: '2013-02-07T10:00:00-00:00',
  },
  router_availability_zone: {
    name: 'Router Availability Zone',
    description: 'Availability zone support for router.',
    updated: '2015-01-01T10:00:00-00:00',
  },
  'fip-port-details': {
    name: 'Floating IP Port Details Extension',
    description: 'Add port_details attribute to Floating IP resource',
    updated: '2018-04-09T10:00:00-00:00',
  },
  'floating-ip-port-forwarding': {
    name: 'Floating IP Port Forwarding',
    description: 'Allow port forwarding from floating IP port to an internal port',
    updated: '2018-01-19T10:00:00-00:00',
  },
  'floating-ip-port-forwarding-description': {
    name: 'Floating IP Port Forwarding new attribute description',
    description: 'Add a description field to Port Forwarding rules',
    updated: '2019-11-01T10:00:00-00:00',
  },
  'floating-ip-port-forwarding-detail': {
    name: 'Floating IP port forwarding detail',
    description: "Allow list floating ip return more port forwarding data, include'id' and 'internal_port_id'",
    updated: '2022-05-06T10:00:00-00:00',
  },
  'floating-ip-port-forwarding-port-ranges': {
    name: 'Floating IP Port Forwarding support port ranges',
    description: 'Add suport to port ranges',
    updated: '2020-07-01T10:00:00-00:00',
  },
  'expose-port-forwarding-in-fip': {
    name: 'Expose Floating IP port forwardings',
    description: 'Expose port forwarding fields in floating IP response',
    updated: '2018-06-28T16:00:00-00:00',
  },
  'l3-conntrack-helper': {
    name: 'L3 Conntrack helper',
    description: 'Allow adding CT target rules for conntrack helper',
    updated: '2019-04-04T10:00:00-00:00',
  },
  'expose-l3-conntrack-helper': {
    name: 'Expose CT target rules for conntrack helper',
    description: 'Expose conntrack helper fields in router response',
    updated: '2019-04-10T17:00:00-00:00',
  },
}
