-- A database of the first schema, as pg_dump writes it.
CREATE TABLE public.agents (
    id text NOT NULL COLLATE pg_catalog."C",
    agent_type text NOT NULL COLLATE pg_catalog."C",
    "binary" text NOT NULL COLLATE pg_catalog."C",
    host text NOT NULL COLLATE pg_catalog."C",
    availability_zone text COLLATE pg_catalog."C",
    admin_state_up bigint NOT NULL,
    description text NOT NULL COLLATE pg_catalog."C",
    configurations text NOT NULL COLLATE pg_catalog."C",
    created_at text NOT NULL COLLATE pg_catalog."C",
    started_at text NOT NULL COLLATE pg_catalog."C",
    heartbeat_at text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.changes (
    rev bigint NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    item_key text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    previous_revision bigint NOT NULL,
    previous_rev bigint NOT NULL,
    body text COLLATE pg_catalog."C"
);
CREATE TABLE public.feed_items (
    topic text NOT NULL COLLATE pg_catalog."C",
    item_key text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    rev bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.feed_topics (
    topic text NOT NULL COLLATE pg_catalog."C",
    rev bigint NOT NULL
);
CREATE TABLE public.ip_allocations (
    subnet_id text NOT NULL COLLATE pg_catalog."C",
    ip_key text NOT NULL COLLATE pg_catalog."C",
    ip_address text NOT NULL COLLATE pg_catalog."C",
    port_id text NOT NULL COLLATE pg_catalog."C",
    network_id text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.ipam_free_ranges (
    subnet_id text NOT NULL COLLATE pg_catalog."C",
    first_key text NOT NULL COLLATE pg_catalog."C",
    last_key text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.networks (
    id text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    revision_number bigint NOT NULL,
    created_at text NOT NULL COLLATE pg_catalog."C",
    updated_at text NOT NULL COLLATE pg_catalog."C",
    project_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    admin_state_up bigint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    shared bigint NOT NULL,
    router_external bigint NOT NULL,
    mtu bigint NOT NULL
);
CREATE TABLE public.port_binding_levels (
    port_id text NOT NULL COLLATE pg_catalog."C",
    host text NOT NULL COLLATE pg_catalog."C",
    level bigint NOT NULL,
    driver text NOT NULL COLLATE pg_catalog."C",
    segment_id text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.port_bindings (
    port_id text NOT NULL COLLATE pg_catalog."C",
    network_id text NOT NULL COLLATE pg_catalog."C",
    host text NOT NULL COLLATE pg_catalog."C",
    vnic_type text NOT NULL COLLATE pg_catalog."C",
    profile text NOT NULL COLLATE pg_catalog."C",
    vif_type text NOT NULL COLLATE pg_catalog."C",
    vif_details text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.ports (
    id text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    revision_number bigint NOT NULL,
    created_at text NOT NULL COLLATE pg_catalog."C",
    updated_at text NOT NULL COLLATE pg_catalog."C",
    network_id text NOT NULL COLLATE pg_catalog."C",
    project_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    mac_address text NOT NULL COLLATE pg_catalog."C",
    admin_state_up bigint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    device_id text NOT NULL COLLATE pg_catalog."C",
    device_owner text NOT NULL COLLATE pg_catalog."C",
    allowed_address_pairs text NOT NULL COLLATE pg_catalog."C",
    port_security_enabled bigint NOT NULL
);
CREATE TABLE public.provisioning_blocks (
    object_type text NOT NULL COLLATE pg_catalog."C",
    object_id text NOT NULL COLLATE pg_catalog."C",
    entity text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.segment_allocations (
    network_type text NOT NULL COLLATE pg_catalog."C",
    physical_network text NOT NULL COLLATE pg_catalog."C",
    segmentation_id bigint NOT NULL
);
CREATE TABLE public.segments (
    id text NOT NULL COLLATE pg_catalog."C",
    network_id text NOT NULL COLLATE pg_catalog."C",
    network_type text NOT NULL COLLATE pg_catalog."C",
    physical_network text COLLATE pg_catalog."C",
    segmentation_id bigint,
    segment_index bigint NOT NULL,
    is_dynamic bigint NOT NULL
);
CREATE TABLE public.store_facts (
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.subnets (
    id text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    revision_number bigint NOT NULL,
    created_at text NOT NULL COLLATE pg_catalog."C",
    updated_at text NOT NULL COLLATE pg_catalog."C",
    network_id text NOT NULL COLLATE pg_catalog."C",
    project_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    ip_version bigint NOT NULL,
    cidr text NOT NULL COLLATE pg_catalog."C",
    gateway_ip text COLLATE pg_catalog."C",
    enable_dhcp bigint NOT NULL,
    allocation_pools text NOT NULL COLLATE pg_catalog."C",
    dns_nameservers text NOT NULL COLLATE pg_catalog."C",
    host_routes text NOT NULL COLLATE pg_catalog."C",
    ipv6_ra_mode text COLLATE pg_catalog."C",
    ipv6_address_mode text COLLATE pg_catalog."C",
    segment_id text COLLATE pg_catalog."C"
);
INSERT INTO public.changes VALUES (1, 'network/net-a', 'network', 1, 0, 0, '{"n":1}');
INSERT INTO public.changes VALUES (2, 'network/net-a', 'network', 2, 1, 1, '{"n":2}');
INSERT INTO public.changes VALUES (3, 'host/host1', 'port/port-2', 3, 0, 0, '{"p":2}');
INSERT INTO public.feed_items VALUES ('network/net-a', 'network', 2, 2, '{"n":2}');
INSERT INTO public.feed_items VALUES ('host/host1', 'port/port-2', 3, 3, '{"p":2}');
INSERT INTO public.feed_topics VALUES ('network/net-a', 2);
INSERT INTO public.feed_topics VALUES ('host/host1', 3);
INSERT INTO public.ip_allocations VALUES ('sub-a', '0a000002', '10.0.0.2', 'port-2', 'net-a');
INSERT INTO public.ip_allocations VALUES ('sub-a', '0a000003', '10.0.0.3', 'port-3', 'net-a');
INSERT INTO public.ipam_free_ranges VALUES ('sub-a', '0a000004', '0a0000fe');
INSERT INTO public.kysely_migration VALUES ('0001-first-schema', '2026-01-01T00:00:00.000Z');
INSERT INTO public.kysely_migration_lock VALUES ('migration_lock', 0);
INSERT INTO public.networks VALUES ('net-a', '', 3, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'project-a', 'Käse', 1, 'ACTIVE', 0, 0, 1450);
INSERT INTO public.networks VALUES ('net-b', '', 3, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'project-b', 'public', 1, 'ACTIVE', 1, 1, 1500);
INSERT INTO public.port_binding_levels VALUES ('port-2', 'host1', 0, 'linuxbridge', 'seg-a');
INSERT INTO public.port_bindings VALUES ('port-2', 'net-a', 'host1', 'normal', '{}', 'bridge', '{}', 'ACTIVE');
INSERT INTO public.ports VALUES ('port-2', '', 3, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'net-a', 'project-a', '', 'fa:16:3e:00:00:02', 1, 'ACTIVE', '', 'compute:nova', '[]', 1);
INSERT INTO public.ports VALUES ('port-3', '', 3, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'net-a', 'project-a', '', 'fa:16:3e:00:00:03', 1, 'ACTIVE', '', 'compute:nova', '[]', 1);
INSERT INTO public.segment_allocations VALUES ('vxlan', '', 4097);
INSERT INTO public.segment_allocations VALUES ('flat', 'physnet1', 0);
INSERT INTO public.segments VALUES ('seg-a', 'net-a', 'vxlan', NULL, 4097, 0, 0);
INSERT INTO public.segments VALUES ('seg-b', 'net-b', 'flat', 'physnet1', NULL, 0, 0);
INSERT INTO public.store_facts VALUES ('epoch', '11111111-2222-4333-8444-555555555555');
INSERT INTO public.subnets VALUES ('sub-a', '', 3, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'net-a', 'project-a', '', 4, '10.0.0.0/24', '10.0.0.1', 1, '[{"start":"10.0.0.2","end":"10.0.0.254"}]', '[]', '[]', NULL, NULL, NULL);
ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.agents
    ADD CONSTRAINT agents_type_host UNIQUE (agent_type, host);
ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (rev);
ALTER TABLE ONLY public.feed_items
    ADD CONSTRAINT feed_items_pk PRIMARY KEY (topic, item_key);
ALTER TABLE ONLY public.feed_topics
    ADD CONSTRAINT feed_topics_pkey PRIMARY KEY (topic);
ALTER TABLE ONLY public.ip_allocations
    ADD CONSTRAINT ip_allocations_pk PRIMARY KEY (subnet_id, ip_key);
ALTER TABLE ONLY public.ipam_free_ranges
    ADD CONSTRAINT ipam_free_ranges_pk PRIMARY KEY (subnet_id, first_key);
ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.networks
    ADD CONSTRAINT networks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.port_binding_levels
    ADD CONSTRAINT port_binding_levels_pk PRIMARY KEY (port_id, host, level);
ALTER TABLE ONLY public.port_bindings
    ADD CONSTRAINT port_bindings_pk PRIMARY KEY (port_id, host);
ALTER TABLE ONLY public.ports
    ADD CONSTRAINT ports_network_mac UNIQUE (network_id, mac_address);
ALTER TABLE ONLY public.ports
    ADD CONSTRAINT ports_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.provisioning_blocks
    ADD CONSTRAINT provisioning_blocks_pk PRIMARY KEY (object_type, object_id, entity);
ALTER TABLE ONLY public.segment_allocations
    ADD CONSTRAINT segment_allocations_pk PRIMARY KEY (network_type, physical_network, segmentation_id);
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.store_facts
    ADD CONSTRAINT store_facts_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.subnets
    ADD CONSTRAINT subnets_pkey PRIMARY KEY (id);
CREATE INDEX agents_host ON public.agents USING btree (host);
CREATE INDEX changes_topic_rev ON public.changes USING btree (topic, rev);
CREATE INDEX ip_allocations_port_id ON public.ip_allocations USING btree (port_id);
CREATE INDEX port_bindings_host ON public.port_bindings USING btree (host);
CREATE INDEX port_bindings_network_id_host ON public.port_bindings USING btree (network_id, host);
CREATE INDEX ports_device_id ON public.ports USING btree (device_id);
CREATE INDEX segments_network_id ON public.segments USING btree (network_id);
CREATE INDEX subnets_network_id ON public.subnets USING btree (network_id);
ALTER TABLE ONLY public.ip_allocations
    ADD CONSTRAINT ip_allocations_port_id_fkey FOREIGN KEY (port_id) REFERENCES public.ports(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ip_allocations
    ADD CONSTRAINT ip_allocations_subnet_id_fkey FOREIGN KEY (subnet_id) REFERENCES public.subnets(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ipam_free_ranges
    ADD CONSTRAINT ipam_free_ranges_subnet_id_fkey FOREIGN KEY (subnet_id) REFERENCES public.subnets(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.port_binding_levels
    ADD CONSTRAINT port_binding_levels_port_id_fkey FOREIGN KEY (port_id) REFERENCES public.ports(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.port_bindings
    ADD CONSTRAINT port_bindings_port_id_fkey FOREIGN KEY (port_id) REFERENCES public.ports(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ports
    ADD CONSTRAINT ports_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.subnets
    ADD CONSTRAINT subnets_network_id_fkey FOREIGN KEY (network_id) REFERENCES public.networks(id) DEFERRABLE INITIALLY DEFERRED;
