import { note, type OptionNote } from './option-note.ts'

const ROUTERS = 'routers are done without it'
const JOURNAL =
  'logs are JSON lines on standard error, or in log_file; systemd and other collectors take them from there'

/** Options of features that are not there yet, or always as they are, and of logging. */
export const FEATURE_NOTES: readonly OptionNote[] = [
  note(
    'DEFAULT',
    ROUTERS,
    `cleanup_on_shutdown driver dvr_base_mac
    enable_dvr external_ingress_mark external_network_bridge gateway_external_network_id
    ha_keepalived_state_change_server_threads host_dvr_for_dhcp
    keepalived_use_no_track max_router_rules min_l3_agents_per_router
    pd_confs pd_dhcp_driver prefix_delegation_driver router_id send_arp_for_ha vendor_pen`,
  ),
  note('DEFAULT', 'traffic is not metered', 'granular_traffic_data measure_interval'),
  note(
    'DEFAULT',
    'load balancers are of one version here, and their providers are the drivers of their agents',
    'loadbalancer_pool_scheduler_driver service_provider user_group',
  ),
  note('haproxy', 'what haproxy reads is rendered, never a template', 'jinja_config_template'),
  note(
    'haproxy',
    'health is told at once, counters every ten seconds; addresses that are new are announced',
    'periodic_interval send_gratuitous_arp',
  ),
  note('service_providers', 'GET /service-providers answers with what is there', 'service_provider'),
  note(
    'DEFAULT',
    'always offered, and filters are always checked',
    'allow_bulk allow_pagination allow_sorting filter_validation',
  ),
  note('DEFAULT', 'the MTU of a network is in its DHCP offers', 'advertise_mtu'),
  note('DEFAULT', 'written in [ml2]', 'path_mtu'),
  note('DEFAULT', 'a free MAC address is found at the first try', 'mac_generation_retries'),
  note('DEFAULT', 'a port may have an address in each subnet of its network', 'max_fixed_ips_per_port'),
  note('DEFAULT', 'gateways may lie outside their subnet', 'force_gateway_on_subnet'),
  note('DEFAULT', 'heartbeats are set in [agent]', 'report_interval'),
  note('DEFAULT', 'quotas are set one by one in [quotas]', 'quota_items'),
  note('quotas', 'used quotas are always counted', 'track_quota_usage'),
  note(
    'quotas',
    'what it limits is not offered yet',
    `quota_health_monitor quota_healthmonitor quota_items quota_listener quota_loadbalancer quota_member
    quota_network_gateway quota_packet_filter quota_pool quota_vip`,
  ),
  note(
    'DEFAULT',
    JOURNAL,
    `default_log_levels fatal_deprecations instance_format instance_uuid_format log_config log_config_append
    log_date_format log_options logging_context_format_string logging_debug_format_suffix
    logging_default_format_string logging_exception_prefix logging_user_identity_format publish_errors
    syslog_log_facility use_eventlog use_journal use_json use_stderr use_syslog verbose`,
  ),
  note(
    'DEFAULT',
    'log files are rotated by logrotate: the file is opened anew when it was moved away',
    `log_rotate_interval log_rotate_interval_type log_rotation_type max_logfile_count max_logfile_size_mb
    watch_log_file`,
  ),
  note('DEFAULT', 'every line is written', 'rate_limit_burst rate_limit_except_level rate_limit_interval'),
]
