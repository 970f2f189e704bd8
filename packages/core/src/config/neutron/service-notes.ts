import { note, type OptionNote } from './option-note.ts'

const NO_BROKER = 'agents hold one WebSocket to a controller (netloom agent --controller); there is no message broker'
const NO_OTHER_SERVICE =
  'no other service is called; where Nova waits for plugged ports, set vif_plugging_is_fatal = False there'
const ONE_PROCESS = 'a controller is one process; run several of them on one PostgreSQL database for more'
const LOGIN = `auth_plugin auth_type auth_url cafile certfile collect_timing default_domain_id default_domain_name domain_id
  domain_name insecure keyfile password project_domain_id project_domain_name project_id project_name split_loggers
  system_scope tenant_id tenant_name timeout trust_id user_domain_id user_domain_name user_id user_name username`

/** Options about the services around Neutron's own processes: broker, Nova, caches, worker processes. */
export const SERVICE_NOTES: readonly OptionNote[] = [
  note(
    'DEFAULT',
    NO_BROKER,
    `conn_pool_min_size conn_pool_ttl control_exchange executor_thread_pool_size rabbit_host rabbit_password
    rabbit_userid rpc_backend rpc_conn_pool_size rpc_ping_enabled rpc_resources_processing_step
    rpc_response_max_timeout rpc_response_timeout rpc_thread_pool_size transport_url`,
  ),
  note('agent', NO_BROKER, 'quitting_rpc_timeout'),
  note(
    'oslo_messaging_amqp',
    NO_BROKER,
    `addressing_mode anycast_address broadcast_prefix connection_retry_backoff connection_retry_interval
    connection_retry_interval_max container_name default_notification_exchange default_notify_timeout
    default_reply_retry default_reply_timeout default_rpc_exchange default_send_timeout
    default_sender_link_timeout group_request_prefix idle_timeout link_retry_delay multicast_address
    notify_address_prefix notify_server_credit pre_settled pseudo_vhost reply_link_credit rpc_address_prefix
    rpc_server_credit sasl_config_dir sasl_config_name sasl_default_realm sasl_mechanisms server_request_prefix
    ssl ssl_ca_file ssl_cert_file ssl_key_file ssl_key_password ssl_verify_vhost trace unicast_address`,
  ),
  note(
    'oslo_messaging_kafka',
    NO_BROKER,
    `compression_codec conn_pool_min_size conn_pool_ttl consumer_group enable_auto_commit kafka_consumer_timeout
    kafka_max_fetch_bytes max_poll_records pool_size producer_batch_size producer_batch_timeout sasl_mechanism
    security_protocol ssl_cafile ssl_client_cert_file ssl_client_key_file ssl_client_key_password`,
  ),
  note(
    'oslo_messaging_rabbit',
    NO_BROKER,
    `amqp_auto_delete amqp_durable_queues direct_mandatory_flag enable_cancel_on_failover heartbeat_in_pthread
    heartbeat_rate heartbeat_timeout_threshold kombu_compression kombu_failover_strategy
    kombu_missing_consumer_retry_timeout kombu_reconnect_delay kombu_reconnect_timeout kombu_ssl_ca_certs
    kombu_ssl_certfile kombu_ssl_keyfile kombu_ssl_version rabbit_ha_queues rabbit_interval_max
    rabbit_login_method rabbit_qos_prefetch_count rabbit_quorum_delivery_limit rabbit_quorum_queue
    rabbit_quroum_max_memory_bytes rabbit_quroum_max_memory_length rabbit_retry_backoff rabbit_retry_interval
    rabbit_transient_queues_ttl rabbit_use_ssl ssl ssl_ca_file ssl_cert_file ssl_enforce_fips_mode
    ssl_enforce_hostname_verification ssl_key_file ssl_version`,
  ),
  note(
    'DEFAULT',
    'no notifications are sent; the log has one line for each request',
    'notification_driver notification_topics notification_transport_url',
  ),
  note('oslo_messaging_notifications', 'no notifications are sent', 'driver retry topics transport_url'),
  note('rpc_notifier2', 'no notifications are sent', 'topics'),
  note(
    'DEFAULT',
    NO_OTHER_SERVICE,
    `admin_password admin_tenant_name admin_user auth_ca_cert auth_region auth_uri auth_url endpoint_type http_retries
    notify_nova_on_port_data_changes notify_nova_on_port_status_changes nova_admin_auth_url nova_admin_password
    nova_admin_tenant_id nova_admin_username nova_region_name nova_url send_events_interval`,
  ),
  note('nova', NO_OTHER_SERVICE, `${LOGIN} endpoint_type region_name`),
  note('ironic', NO_OTHER_SERVICE, `${LOGIN} enable_notifications`),
  note('placement', 'bandwidth is not reported to Placement', `${LOGIN} endpoint_type region_name`),
  note(
    'service_auth',
    NO_OTHER_SERVICE,
    `admin_password admin_project_domain admin_tenant_name admin_user admin_user_domain auth_url auth_version
    endpoint_type insecure region service_name`,
  ),
  note(
    'cache',
    'nothing is cached outside the process',
    `backend backend_argument config_prefix dead_timeout debug_cache_backend enable_retry_client
    enable_socket_keepalive enabled expiration_time hashclient_retry_attempts hashclient_retry_delay
    memcache_dead_retry memcache_password memcache_pool_connection_get_timeout memcache_pool_flush_on_reconnect
    memcache_pool_maxsize memcache_pool_unused_timeout memcache_sasl_enabled memcache_servers
    memcache_socket_timeout memcache_username proxies retry_attempts retry_delay socket_keepalive_count
    socket_keepalive_idle socket_keepalive_interval tls_allowed_ciphers tls_cafile tls_certfile tls_enabled
    tls_keyfile`,
  ),
  note('DEFAULT', 'nothing is cached outside the process', 'cache_url'),
  note(
    'keystone_authtoken',
    'answers of Keystone are kept in memory for a short time; auth_url is called as it stands',
    `auth_uri auth_version cache http_connect_timeout http_request_max_retries include_service_catalog interface
    memcache_pool_conn_get_timeout memcache_pool_dead_retry memcache_pool_maxsize memcache_pool_socket_timeout
    memcache_pool_unused_timeout memcache_secret_key memcache_security_strategy memcache_servers
    memcache_use_advanced_pool memcached_servers region_name service_token_roles service_type token_cache_time`,
  ),
  note(
    'DEFAULT',
    ONE_PROCESS,
    `api_workers metadata_workers periodic_fuzzy_delay periodic_interval rpc_state_report_workers rpc_workers
    run_external_periodic_tasks setproctitle`,
  ),
  note(
    'DEFAULT',
    'the HTTP server has limits and time-outs of its own (docs/operations.md)',
    `api_extensions_path api_paste_config backlog client_socket_timeout max_header_line retry_until_window tcp_keepidle
    wsgi_default_pool_size wsgi_keep_alive wsgi_log_format wsgi_server_debug graceful_shutdown_timeout`,
  ),
  note('DEFAULT', 'there is no backdoor; agents answer plan, explain and audit', 'backdoor_port backdoor_socket'),
  note(
    'database',
    'the store manages its own connections; a database is named by connection = postgresql://… or --store',
    `backend connection_debug connection_parameters connection_recycle_time connection_trace db_inc_retry_interval
    db_max_retries db_max_retry_interval db_retry_interval engine max_overflow max_pool_size max_retries
    mysql_enable_ndb mysql_sql_mode pool_timeout reconnect_interval retry_interval slave_connection sql_connection
    sql_max_retries sqlalchemy_max_overflow sqlalchemy_pool_timeout sqlite_synchronous use_db_reconnect`,
  ),
  note(
    'DEFAULT',
    'the store manages its own connections; a database is named by [database] connection or --store',
    `db_backend sql_connection sql_connection_debug sql_connection_trace sql_max_overflow sql_max_retries
    sql_retry_interval`,
  ),
  note('sql', 'a database is named by [database] connection or --store', 'connection'),
  note('oslo_concurrency', 'nothing is locked by files that others read', 'disable_process_locking lock_path'),
  note('DEFAULT', 'nothing is locked by files that others read', 'lock_path'),
  note(
    'healthcheck',
    '/healthz says that the process lives, /readyz that it can serve',
    'backends detailed disable_by_file_path disable_by_file_paths path',
  ),
  note(
    'oslo_reports',
    'metrics are at /metrics; agents answer plan, explain and audit',
    'file_event_handler file_event_handler_interval log_dir',
  ),
  note(
    'oslo_policy',
    'rules are read from files',
    `remote_content_type remote_ssl_ca_crt_file remote_ssl_client_crt_file remote_ssl_client_key_file
    remote_ssl_verify_server_crt`,
  ),
  note(
    'ssl',
    'services that are called are verified with the authorities of NODE_EXTRA_CA_CERTS',
    `admin_auth_url admin_password admin_tenant_name admin_username allow_reverse_dns_lookup
    ipv4_ptr_zone_prefix_size ipv6_ptr_zone_prefix_size url`,
  ),
]
