import { note, type OptionNote } from './option-note.ts'

const ROOT = 'agents run as root and call the tools themselves, without a helper'
const EVENTS = 'the kernel and Open vSwitch are followed by their events, and audited from time to time'
const PLACEMENT = 'bandwidth is not reported to Placement'
const NO_OVN = 'OVN is no mechanism here'

/** Options of agents and their hosts. */
export const HOST_NOTES: readonly OptionNote[] = [
  note('agent', ROOT, 'root_helper root_helper_daemon use_helper_for_ns_read'),
  note('privsep', ROOT, 'capabilities group helper_command logger_name thread_pool_size user'),
  note('agent', EVENTS, 'minimize_polling ovsdb_monitor_respawn_interval polling_interval'),
  note('agent', 'a heartbeat is logged with NETLOOM_LOG=debug', 'log_agent_heartbeats'),
  note('agent', 'an agent says what it is', 'agent_type'),
  note(
    'agent',
    'rules are nftables rules; each names the port it is for',
    'comment_iptables_rules debug_iptables_rules',
  ),
  note('agent', 'servers are watched four times a second', 'check_child_processes_interval'),
  note('agent', 'processes are ended by signals', 'kill_scripts_path'),
  note('agent', 'flows are replaced, never dropped first', 'drop_flows_on_start'),
  note('agent', 'frames to known addresses are never flooded', 'explicitly_egress_direct'),
  note('agent', 'bridges are joined by patch ports', 'veth_mtu'),
  note('agent', 'write it in [linux_bridge]', 'physical_interface_mappings'),
  note('agent', 'hosts have no extensions: QoS policies are stored and not enforced yet', 'extensions'),
  note('securitygroup', 'nftables has sets of its own', 'enable_ipset'),
  note('network_log', 'packets are not logged', 'burst_limit local_output_log_base rate_limit'),
  note(
    'dhcp',
    'ports get DHCP from a DHCP agent, not from the switch',
    'dhcp_rebinding_time dhcp_renewal_time enable_ipv6',
  ),
  note(
    'DEFAULT',
    'the agent of the switch plugs the ports of services, by veth pairs',
    'interface_driver network_device_mtu ovs_integration_bridge ovs_use_veth',
  ),
  note(
    'DEFAULT',
    'what a DHCP agent holds is compared with the controller at every heartbeat, and repaired by the difference',
    'dhcp_agent_notification num_sync_threads resync_throttle',
  ),
  note('DEFAULT', 'a network namespace is removed with its network', 'dhcp_delete_namespaces router_delete_namespaces'),
  note('DEFAULT', 'dns_domain names the domain', 'dhcp_domain'),
  note('DEFAULT', 'networks without a router have metadata by enable_isolated_metadata', 'enable_metadata_network'),
  note(
    'DEFAULT',
    'metadata proxies hand on to metadata_proxy_socket, and nova_metadata_host names where the metadata agent asks',
    `metadata_access_mark metadata_backlog
    nova_client_cert nova_client_priv_key nova_metadata_ip
   `,
  ),
  note('l2pop', 'an agent gets the whole population of a network when its first port there appears', 'agent_boot_time'),
  note(
    'ovs',
    'bridges are spoken to over their own sockets, with time-outs of their own',
    `of_connect_timeout of_inactivity_probe of_interface of_listen_address of_listen_port of_request_timeout
    openflow_processed_per_port ovsdb_debug ovsdb_interface ovsdb_timeout ssl_ca_cert_file ssl_cert_file ssl_key_file`,
  ),
  note('ovs', 'bridges keep the table sizes of Open vSwitch', 'bridge_mac_table_size'),
  note(
    'ovs',
    'multicast of instances is flooded within its network',
    'igmp_flood igmp_flood_reports igmp_flood_unregistered',
  ),
  note('ovs', 'no QoS is enforced yet', 'disable_packet_marking qos_meter_bandwidth'),
  note(
    'ovs',
    PLACEMENT,
    `resource_provider_bandwidths resource_provider_default_hypervisor resource_provider_hypervisors
    resource_provider_inventory_defaults resource_provider_packet_processing_inventory_defaults
    resource_provider_packet_processing_with_direction resource_provider_packet_processing_without_direction`,
  ),
  note('ovs', 'vhost-user ports are not offered', 'vhostuser_socket_dir'),
  note('ovs', 'bridges are joined by patch ports', 'use_veth_interconnection'),
  note(
    'ovs',
    'written in [ml2] and its type sections since Icehouse',
    'enable_tunneling network_vlan_ranges ovs_integration_bridge tenant_network_type tunnel_id_ranges tunnel_type',
  ),
  note('vlans', 'written in [ml2_type_vlan] since Icehouse', 'network_vlan_ranges tenant_network_type'),
  note('sriov_driver', 'SR-IOV is no mechanism here', 'vnic_type_blacklist vnic_type_prohibit_list'),
  note(
    'sriov_nic',
    'SR-IOV is no mechanism here',
    `exclude_devices physical_device_mappings resource_provider_bandwidths resource_provider_default_hypervisor
    resource_provider_hypervisors resource_provider_inventory_defaults`,
  ),
  note(
    'ovn',
    NO_OVN,
    `dhcp_default_lease_time disable_ovn_dhcp_for_baremetal_ports dns_servers enable_distributed_floating_ip
    neutron_sync_mode ovn_dhcp4_global_options ovn_dhcp6_global_options ovn_emit_need_to_frag ovn_l3_mode
    ovn_l3_scheduler ovn_metadata_enabled ovn_nb_ca_cert ovn_nb_certificate ovn_nb_connection ovn_nb_private_key
    ovn_sb_ca_cert ovn_sb_certificate ovn_sb_connection ovn_sb_private_key ovsdb_connection_timeout
    ovsdb_log_level ovsdb_probe_interval ovsdb_retry_max_interval vhost_sock_dir vif_type`,
  ),
  note('experimental', 'the Linux bridge is a mechanism like any other', 'linuxbridge'),
]
