import type { Extension } from './extension.ts'

/** Quality of service. */
export const QOS_EXTENSIONS: readonly Extension[] = [
  {
    alias: 'qos',
    name: 'Quality of Service',
    updated: '2015-06-08T10:00:00-00:00',
    description: 'The Quality of Service extension.',
    needs: ['policy', 'port.qos_policy_id', 'network.qos_policy_id'],
  },
  {
    alias: 'qos-default',
    name: 'QoS default policy',
    updated: '2017-041-06T10:00:00-00:00',
    description: 'Expose the QoS default policy per project',
    needs: ['policy.is_default'],
  },
  {
    alias: 'qos-bw-limit-direction',
    name: 'Direction for QoS bandwidth limit rule',
    updated: '2017-04-10T10:00:00-00:00',
    description: 'Allow to configure QoS bandwidth limit rule with specific direction: ingress or egress',
    needs: ['bandwidth_limit_rule.direction'],
  },
  {
    alias: 'qos-bw-minimum-ingress',
    name: 'Ingress direction for QoS minimum bandwidth rule',
    updated: '2018-07-09T10:00:00-00:00',
    description: 'Allow to configure QoS minumum bandwidth rule with ingress direction.',
    needs: ['minimum_bandwidth_rule.direction'],
  },
  {
    alias: 'qos-pps',
    name: 'QoS Rule Type Packet per Second Extension',
    updated: '2021-05-12T10:00:00-00:00',
    description: 'Add QoS Rule Type Packet per Second',
    needs: ['packet_rate_limit_rule'],
  },
  {
    alias: 'qos-pps-minimum',
    name: 'QoS minimum packet rate rule',
    updated: '2021-07-14T10:00:00-00:00',
    description: 'Allow to configure QoS minimum packet rate rule.',
    needs: ['minimum_packet_rate_rule'],
  },
  {
    alias: 'qos-rule-type-details',
    name: 'Details of QoS rule types',
    updated: '2017-06-22T10:00:00-00:00',
    description: 'Expose details about QoS rule types supported by loaded backend drivers',
    needs: ['rule_type.drivers'],
  },
  {
    alias: 'qos-rule-type-filter',
    name: 'Allow to filter the list of QoS rule types',
    updated: '2022-02-02T10:00:00-00:00',
    description:
      'Allows to filter the QoS rule type list adding two new flags. "all_rules" prints all implemented QoS rule types."all_supported" prints all supported QoS rule types by the loaded mechanism drivers',
    needs: ['rule_type'],
  },
  {
    alias: 'qos-rules-alias',
    name: 'Quality of Service rules alias API',
    updated: '2018-10-07T10:00:00-00:00',
    description: 'API to enable GET, PUT and DELETE operations on QoS policy rules without specifying policy ID',
    needs: ['alias_bandwidth_limit_rule', 'alias_dscp_marking_rule', 'alias_minimum_bandwidth_rule'],
  },
  {
    alias: 'qos-pps-minimum-rule-alias',
    name: 'QoS minimum packet rate rule alias',
    updated: '2021-10-22T10:00:00-00:00',
    description:
      'API to enable GET, PUT and DELETE operations on QoS minimum packet rate rule without specifying policy ID',
    needs: ['alias_minimum_packet_rate_rule'],
  },
  {
    alias: 'qos-port-network-policy',
    name: 'QoS port network policy ID',
    updated: '2019-11-01T10:00:00-00:00',
    description: 'Adds a the QoS network ID to the port definition',
    needs: ['port.qos_network_policy_id'],
  },
]
