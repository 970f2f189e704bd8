import type { OptionCatalogue } from './option-catalogue.ts'

/**
 * Sections and options of the files that Neutron, its agents and the libraries it configures there are packaged with, and
 * older names that still turn up in such files. Known means "not misspelt", not "has an effect here".
 */
export const NEUTRON_OPTIONS: OptionCatalogue = {
  DEFAULT: words(`
    admin_password admin_tenant_name admin_user advertise_mtu agent_down_time agent_mode
    allow_automatic_dhcp_failover allow_automatic_l3agent_failover allow_bulk allow_overlapping_ips
    allow_pagination allow_sorting allowed_conntrack_helpers api_extensions_path api_paste_config api_workers
    auth_ca_cert auth_region auth_strategy auth_uri auth_url backdoor_port backdoor_socket backlog base_mac
    bind_host bind_port bulk_reload_interval cache_url cleanup_on_shutdown client_socket_timeout
    conn_pool_min_size conn_pool_ttl control_exchange core_plugin db_backend debug default_availability_zones
    default_log_levels device_driver dhcp_agent_notification dhcp_agents_per_network dhcp_broadcast_reply
    dhcp_confs dhcp_delete_namespaces dhcp_domain dhcp_driver dhcp_lease_duration dhcp_load_type
    dhcp_rebinding_time dhcp_renewal_time dns_domain dnsmasq_base_log_dir dnsmasq_config_file dnsmasq_dns_servers
    dnsmasq_enable_addr6_list dnsmasq_lease_max dnsmasq_local_resolv driver dvr_base_mac enable_dvr
    enable_isolated_metadata enable_metadata_network enable_metadata_proxy enable_new_agents
    enable_services_on_agents_with_admin_state_down enable_snat_by_default enable_traditional_dhcp endpoint_type
    executor_thread_pool_size external_dns_driver external_ingress_mark external_network_bridge fatal_deprecations
    filter_validation force_gateway_on_subnet force_metadata gateway_external_network_id global_physnet_mtu
    graceful_shutdown_timeout granular_traffic_data ha_confs_path ha_keepalived_state_change_server_threads
    ha_vrrp_advert_int ha_vrrp_auth_password ha_vrrp_auth_type ha_vrrp_health_check_interval
    handle_internal_only_routers host host_dvr_for_dhcp http_retries instance_format instance_uuid_format
    interface_driver ipam_driver ipv6_gateway ipv6_pd_enabled keepalived_use_no_track l3_ha l3_ha_net_cidr
    l3_ha_network_physical_name l3_ha_network_type loadbalancer_pool_scheduler_driver
    loadbalancer_scheduler_driver lock_path log_config log_config_append log_date_format log_dir log_file
    log_options log_rotate_interval log_rotate_interval_type log_rotation_type logdir logfile
    logging_context_format_string logging_debug_format_suffix logging_default_format_string
    logging_exception_prefix logging_user_identity_format mac_generation_retries max_allowed_address_pair
    max_dns_nameservers max_fixed_ips_per_port max_header_line max_l3_agents_per_router max_logfile_count
    max_logfile_size_mb max_router_rules max_routes max_rtr_adv_interval max_subnet_host_routes measure_interval
    metadata_access_mark metadata_backlog metadata_port metadata_proxy_group metadata_proxy_shared_secret
    metadata_proxy_socket metadata_proxy_user metadata_workers min_l3_agents_per_router min_rtr_adv_interval
    network_auto_schedule network_device_mtu network_link_prefix network_scheduler_driver notification_driver
    notification_topics notification_transport_url notify_nova_on_port_data_changes
    notify_nova_on_port_status_changes nova_admin_auth_url nova_admin_password nova_admin_tenant_id
    nova_admin_username nova_client_cert nova_client_priv_key nova_metadata_host nova_metadata_insecure
    nova_metadata_ip nova_metadata_port nova_metadata_protocol nova_region_name nova_url num_sync_threads
    ovs_integration_bridge ovs_use_veth pagination_max_limit path_mtu pd_confs pd_dhcp_driver periodic_fuzzy_delay
    periodic_interval prefix_delegation_driver publish_errors quota_items ra_confs rabbit_host rabbit_password
    rabbit_userid radvd_user rate_limit_burst rate_limit_except_level rate_limit_interval report_interval
    resync_interval resync_throttle retry_until_window router_auto_schedule router_delete_namespaces
    router_distributed router_id router_scheduler_driver rpc_backend rpc_conn_pool_size rpc_ping_enabled
    rpc_resources_processing_step rpc_response_max_timeout rpc_response_timeout rpc_state_report_workers
    rpc_thread_pool_size rpc_workers run_external_periodic_tasks segment_mtu send_arp_for_ha send_events_interval
    service_plugins service_provider setproctitle sql_connection sql_connection_debug sql_connection_trace
    sql_max_overflow sql_max_retries sql_retry_interval ssl_ca_file ssl_cert_file ssl_key_file state_path
    syslog_log_facility tcp_keepidle transport_url use_eventlog use_journal use_json use_namespaces use_ssl
    use_stderr use_syslog user_group vendor_pen verbose vlan_transparent watch_log_file wsgi_default_pool_size
    wsgi_keep_alive wsgi_log_format wsgi_server_debug
  `),
  DATABASE: words(`
    reconnect_interval sql_connection sql_max_retries sqlalchemy_max_overflow sqlalchemy_pool_timeout
  `),
  agent: words(`
    agent_type arp_responder availability_zone baremetal_smartnic check_child_processes_action
    check_child_processes_interval comment_iptables_rules debug_iptables_rules dont_fragment drop_flows_on_start
    dscp dscp_inherit enable_distributed_routing explicitly_egress_direct extensions kill_scripts_path
    l2_population log_agent_heartbeats minimize_polling ovsdb_monitor_respawn_interval physical_interface_mappings
    polling_interval prevent_arp_spoofing quitting_rpc_timeout report_interval root_helper root_helper_daemon
    tunnel_csum tunnel_types use_helper_for_ns_read use_random_fully veth_mtu vxlan_udp_port
  `),
  cache: words(`
    backend backend_argument config_prefix dead_timeout debug_cache_backend enable_retry_client
    enable_socket_keepalive enabled expiration_time hashclient_retry_attempts hashclient_retry_delay
    memcache_dead_retry memcache_password memcache_pool_connection_get_timeout memcache_pool_flush_on_reconnect
    memcache_pool_maxsize memcache_pool_unused_timeout memcache_sasl_enabled memcache_servers
    memcache_socket_timeout memcache_username proxies retry_attempts retry_delay socket_keepalive_count
    socket_keepalive_idle socket_keepalive_interval tls_allowed_ciphers tls_cafile tls_certfile tls_enabled
    tls_keyfile
  `),
  cors: words(`
    allow_credentials allow_headers allow_methods allowed_origin expose_headers max_age
  `),
  database: words(`
    backend connection connection_debug connection_parameters connection_recycle_time connection_trace
    db_inc_retry_interval db_max_retries db_max_retry_interval db_retry_interval engine max_overflow max_pool_size
    max_retries mysql_enable_ndb mysql_sql_mode pool_timeout retry_interval slave_connection sqlite_synchronous
    use_db_reconnect
  `),
  dhcp: words(`
    dhcp_rebinding_time dhcp_renewal_time enable_ipv6
  `),
  experimental: words(`
    linuxbridge
  `),
  haproxy: words(`
    jinja_config_template loadbalancer_state_path periodic_interval send_gratuitous_arp user_group
  `),
  healthcheck: words(`
    backends detailed disable_by_file_path disable_by_file_paths path
  `),
  ironic: words(`
    auth_plugin auth_type auth_url cafile certfile collect_timing default_domain_id default_domain_name domain_id
    domain_name enable_notifications insecure keyfile password project_domain_id project_domain_name project_id
    project_name split_loggers system_scope tenant_id tenant_name timeout trust_id user_domain_id user_domain_name
    user_id user_name username
  `),
  keystone_authtoken: words(`
    auth_plugin auth_section auth_type auth_uri auth_url auth_version cache cafile certfile delay_auth_decision
    enforce_token_bind http_connect_timeout http_request_max_retries include_service_catalog insecure interface
    keyfile memcache_pool_conn_get_timeout memcache_pool_dead_retry memcache_pool_maxsize
    memcache_pool_socket_timeout memcache_pool_unused_timeout memcache_secret_key memcache_security_strategy
    memcache_servers memcache_use_advanced_pool memcached_servers password project_domain_name project_name
    region_name service_token_roles service_token_roles_required service_type token_cache_time user_domain_name
    username www_authenticate_uri
  `),
  l2pop: words(`
    agent_boot_time
  `),
  linux_bridge: words(`
    bridge_mappings physical_interface_mappings
  `),
  ml2: words(`
    extension_drivers external_network_type mechanism_drivers overlay_ip_version path_mtu physical_network_mtus
    project_network_types segment_mtu tenant_network_types type_drivers
  `),
  ml2_type_flat: words(`
    flat_networks
  `),
  ml2_type_geneve: words(`
    max_header_size vni_ranges
  `),
  ml2_type_gre: words(`
    tunnel_id_ranges
  `),
  ml2_type_vlan: words(`
    network_vlan_ranges
  `),
  ml2_type_vxlan: words(`
    vni_ranges vxlan_group
  `),
  network_log: words(`
    burst_limit local_output_log_base rate_limit
  `),
  nova: words(`
    auth_plugin auth_type auth_url cafile certfile collect_timing default_domain_id default_domain_name domain_id
    domain_name endpoint_type insecure keyfile password project_domain_id project_domain_name project_id
    project_name region_name split_loggers system_scope tenant_id tenant_name timeout trust_id user_domain_id
    user_domain_name user_id user_name username
  `),
  oslo_concurrency: words(`
    disable_process_locking lock_path
  `),
  oslo_messaging_amqp: words(`
    addressing_mode anycast_address broadcast_prefix connection_retry_backoff connection_retry_interval
    connection_retry_interval_max container_name default_notification_exchange default_notify_timeout
    default_reply_retry default_reply_timeout default_rpc_exchange default_send_timeout
    default_sender_link_timeout group_request_prefix idle_timeout link_retry_delay multicast_address
    notify_address_prefix notify_server_credit pre_settled pseudo_vhost reply_link_credit rpc_address_prefix
    rpc_server_credit sasl_config_dir sasl_config_name sasl_default_realm sasl_mechanisms server_request_prefix
    ssl ssl_ca_file ssl_cert_file ssl_key_file ssl_key_password ssl_verify_vhost trace unicast_address
  `),
  oslo_messaging_kafka: words(`
    compression_codec conn_pool_min_size conn_pool_ttl consumer_group enable_auto_commit kafka_consumer_timeout
    kafka_max_fetch_bytes max_poll_records pool_size producer_batch_size producer_batch_timeout sasl_mechanism
    security_protocol ssl_cafile ssl_client_cert_file ssl_client_key_file ssl_client_key_password
  `),
  oslo_messaging_notifications: words(`
    driver retry topics transport_url
  `),
  oslo_messaging_rabbit: words(`
    amqp_auto_delete amqp_durable_queues direct_mandatory_flag enable_cancel_on_failover heartbeat_in_pthread
    heartbeat_rate heartbeat_timeout_threshold kombu_compression kombu_failover_strategy
    kombu_missing_consumer_retry_timeout kombu_reconnect_delay kombu_reconnect_timeout kombu_ssl_ca_certs
    kombu_ssl_certfile kombu_ssl_keyfile kombu_ssl_version rabbit_ha_queues rabbit_interval_max
    rabbit_login_method rabbit_qos_prefetch_count rabbit_quorum_delivery_limit rabbit_quorum_queue
    rabbit_quroum_max_memory_bytes rabbit_quroum_max_memory_length rabbit_retry_backoff rabbit_retry_interval
    rabbit_transient_queues_ttl rabbit_use_ssl ssl ssl_ca_file ssl_cert_file ssl_enforce_fips_mode
    ssl_enforce_hostname_verification ssl_key_file ssl_version
  `),
  oslo_middleware: words(`
    enable_proxy_headers_parsing
  `),
  oslo_policy: words(`
    enforce_new_defaults enforce_scope policy_default_rule policy_dirs policy_file remote_content_type
    remote_ssl_ca_crt_file remote_ssl_client_crt_file remote_ssl_client_key_file remote_ssl_verify_server_crt
  `),
  oslo_reports: words(`
    file_event_handler file_event_handler_interval log_dir
  `),
  ovn: words(`
    dhcp_default_lease_time disable_ovn_dhcp_for_baremetal_ports dns_servers enable_distributed_floating_ip
    neutron_sync_mode ovn_dhcp4_global_options ovn_dhcp6_global_options ovn_emit_need_to_frag ovn_l3_mode
    ovn_l3_scheduler ovn_metadata_enabled ovn_nb_ca_cert ovn_nb_certificate ovn_nb_connection ovn_nb_private_key
    ovn_sb_ca_cert ovn_sb_certificate ovn_sb_connection ovn_sb_private_key ovsdb_connection_timeout
    ovsdb_log_level ovsdb_probe_interval ovsdb_retry_max_interval vhost_sock_dir vif_type
  `),
  ovs: words(`
    bridge_mac_table_size bridge_mappings datapath_type disable_packet_marking enable_tunneling igmp_flood
    igmp_flood_reports igmp_flood_unregistered igmp_snooping_enable int_peer_patch_port integration_bridge
    local_ip network_vlan_ranges of_connect_timeout of_inactivity_probe of_interface of_listen_address
    of_listen_port of_request_timeout openflow_processed_per_port ovs_integration_bridge ovsdb_connection
    ovsdb_debug ovsdb_interface ovsdb_timeout qos_meter_bandwidth resource_provider_bandwidths
    resource_provider_default_hypervisor resource_provider_hypervisors resource_provider_inventory_defaults
    resource_provider_packet_processing_inventory_defaults resource_provider_packet_processing_with_direction
    resource_provider_packet_processing_without_direction ssl_ca_cert_file ssl_cert_file ssl_key_file
    tenant_network_type tun_peer_patch_port tunnel_bridge tunnel_id_ranges tunnel_type use_veth_interconnection
    vhostuser_socket_dir
  `),
  ovs_driver: words(`
    vnic_type_blacklist vnic_type_prohibit_list
  `),
  placement: words(`
    auth_plugin auth_type auth_url cafile certfile collect_timing default_domain_id default_domain_name domain_id
    domain_name endpoint_type insecure keyfile password project_domain_id project_domain_name project_id
    project_name region_name split_loggers system_scope tenant_id tenant_name timeout trust_id user_domain_id
    user_domain_name user_id user_name username
  `),
  privsep: words(`
    capabilities group helper_command logger_name thread_pool_size user
  `),
  quotas: words(`
    default_quota quota_driver quota_floatingip quota_health_monitor quota_healthmonitor quota_items
    quota_listener quota_loadbalancer quota_member quota_network quota_network_gateway quota_packet_filter
    quota_pool quota_port quota_rbac_policy quota_router quota_security_group quota_security_group_rule
    quota_subnet quota_subnetpool quota_trunk quota_vip track_quota_usage
  `),
  rpc_notifier2: words(`
    topics
  `),
  securitygroup: words(`
    enable_ipset enable_security_group firewall_driver permitted_ethertypes
  `),
  service_auth: words(`
    admin_password admin_project_domain admin_tenant_name admin_user admin_user_domain auth_url auth_version
    endpoint_type insecure region service_name
  `),
  service_providers: words(`
    service_provider
  `),
  sql: words(`
    connection
  `),
  sriov_driver: words(`
    vnic_type_blacklist vnic_type_prohibit_list
  `),
  sriov_nic: words(`
    exclude_devices physical_device_mappings resource_provider_bandwidths resource_provider_default_hypervisor
    resource_provider_hypervisors resource_provider_inventory_defaults
  `),
  ssl: words(`
    admin_auth_url admin_password admin_tenant_name admin_username allow_reverse_dns_lookup ca_file cert_file
    ciphers ipv4_ptr_zone_prefix_size ipv6_ptr_zone_prefix_size key_file url version
  `),
  vlans: words(`
    network_vlan_ranges tenant_network_type
  `),
  vxlan: words(`
    arp_responder enable_vxlan l2_population local_ip multicast_ranges tos ttl udp_dstport udp_srcport_max
    udp_srcport_min vxlan_group
  `),
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
