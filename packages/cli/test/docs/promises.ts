/** What a document promises of a command, as its output or the text beside it says. */
export interface Promised {
  readonly command: RegExp
  readonly output: RegExp
}

export const PROMISES: readonly Promised[] = [
  { command: /lab up/, output: /ready after [\d.]+ s[^]*controller http:\/\/127\.0\.0\.1:\d+ \(pid \d+\)/ },
  { command: /lab apply docs\/topologies\/blue\.json/, output: /\+ network blue[^]*\+ subnet blue 10\.0\.0\.0\/24/ },
  { command: /lab boot vm1 .*--ip 10\.0\.0\.11/, output: /vm1 runs on host1: \S+, 10\.0\.0\.11\/24; port \S+ ACTIVE/ },
  { command: /lab boot vm2 .*--ip 10\.0\.0\.12/, output: /vm2 runs on host2: \S+, 10\.0\.0\.12\/24; port \S+ ACTIVE/ },
  { command: /lab boot vm3 .*--dhcp/, output: /vm3 runs on \S+ .*, 10\.0\.0\.1\d\d\/24; .* ACTIVE .*, leased/ },
  { command: /lab boot \S+ --port (web|db)/, output: /runs on host\d: .* ACTIVE/ },
  { command: /lab exec vm1 -- ping -c 3/, output: /3 packets transmitted, 3 received/ },
  { command: /bridge fdb show dev vxlan-100/, output: /dst 192\.0\.2\.2/ },
  { command: /explain vxlan-100/, output: /host1:[^]*vxlan vxlan-100 is as wanted\n {4}because of network\/\S+/ },
  { command: /trace --from vm1 --to vm2/, output: /host1 [^]*host2 [^]*the packet arrived; as traced/ },
  { command: /audit --host host1/, output: /host1: everything is as it should be/ },
  { command: /lab migrate vm2 host3/, output: /vm2 runs on host3/ },
  { command: /lab restart controller/, output: /controller is up again/ },
  { command: /lab status/, output: /controller http:\/\/127[^]*vm\d/ },
  { command: /lab down/, output: /lab \S+ is down/ },
  { command: /ovs-vsctl show/, output: /Bridge br-int[^]*Bridge|Bridge br-tun[^]*Bridge/ },
  { command: /dump-flows --names br-tun/, output: /table=\d+, .*priority/ },
  { command: /tnl\/neigh\/show/, output: /192\.0\.2\.2 +02:6e:6c:00:00:02 +br-phy/ },
  { command: /cat \/etc\/resolv\.conf/, output: /nameserver 10\.0\.0\.1\d\d/ },
  {
    command: /set-ip vm3 10\.0\.0\.88 --plan/,
    output: /→ 10\.0\.0\.88; nothing is done yet\n[^]*guest: vm3 gets 10\.0\.0\.88/,
  },
  { command: /set-ip vm3 10\.0\.0\.88$/, output: /→ 10\.0\.0\.88\n/ },
  { command: /lab renew vm3/, output: /vm3 leases 10\.0\.0\.88 from/ },
  { command: /openstack port list/, output: /web.*10\.50\.0\.122.*ACTIVE|db.*10\.50\.0\.123.*ACTIVE/ },
  { command: /openstack (network|subnet|port) create/, output: /\| id +\| [0-9a-f-]{36}/ },
  { command: /token create/, output: /^\S{20,}/m },
  { command: /curl .*\{"network": \{"name": "blue"\}\}/, output: /"name":"blue"/ },
  { command: /curl \S+\/openapi\.json/, output: /"openapi":"3\.1/ },
]
