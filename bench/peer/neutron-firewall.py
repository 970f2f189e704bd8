"""Neutron's own iptables firewall driver (python3-neutron) as a library: times of what it does, as one line of JSON.

neutron-firewall.py PORTS RULES [stay]: with `stay`, waits for the end of its input with the rules in place. In a network namespace.
"""
import json, os, subprocess, sys, tempfile, time
from oslo_config import cfg
from oslo_privsep import priv_context
from neutron import privileged
from neutron.conf.agent import common as agent_conf
from neutron.conf.agent import securitygroups_rpc as groups_conf
from neutron.agent.linux import iptables_firewall

cfg.CONF(['--config-file', '/dev/null'], project='bench')
agent_conf.register_root_helper(cfg.CONF)
agent_conf.register_iptables_opts(cfg.CONF)
groups_conf.register_securitygroups_opts()
scratch = tempfile.mkdtemp()
cfg.CONF.set_override('lock_path', scratch, 'oslo_concurrency')
cfg.CONF.set_override('root_helper', '', 'AGENT')
for name in dir(privileged):
    one = getattr(privileged, name)
    if isinstance(one, priv_context.PrivContext):
        one.set_client_mode(False)

PORTS, RULES = int(sys.argv[1]), int(sys.argv[2])
GROUP = '11111111-2222-3333-4444-555555555555'
mac = lambda i: 'fa:16:3e:%02x:%02x:%02x' % (i >> 16 & 255, i >> 8 & 255, i & 255)
ip = lambda i: '10.%d.%d.%d' % (i >> 16 & 255, i >> 8 & 255, i & 255)
open_to = lambda port: dict(direction='ingress', ethertype='IPv4', protocol='tcp', port_range_min=port, port_range_max=port,
                            security_group_id=GROUP, stateful=True)
rest = dict(security_group_id=GROUP, stateful=True)
rules = [open_to(1000 + n) for n in range(RULES - 1)]
rules += [dict(rest, direction='ingress', ethertype='IPv4', remote_group_id=GROUP)]
rules += [dict(rest, direction='egress', ethertype=family) for family in ('IPv4', 'IPv6')]
members = lambda count: {'IPv4': [(ip(i), mac(i)) for i in range(1, count + 1)], 'IPv6': []}
port = lambda i: dict(device='tap%08x-ab' % i, port_id='p%d' % i, network_id='net1aaaa-bbbb', mac_address=mac(i), fixed_ips=[ip(i)],
                      security_groups=[GROUP], security_group_source_groups=[GROUP], device_owner='compute:x',
                      port_security_enabled=True, allowed_address_pairs=[])
ports = [port(i) for i in range(1, PORTS + 1)]
driver = iptables_firewall.IptablesFirewallDriver()
took = {}


def timed(name, work):
    began = time.time()
    with driver.defer_apply():
        work()
    took[name] = (time.time() - began) * 1e3


def prepare():
    driver.update_security_group_rules(GROUP, rules)
    driver.update_security_group_members(GROUP, members(PORTS))
    for one in ports:
        driver.prepare_port_filter(one)


def add_rule():
    driver.update_security_group_rules(GROUP, rules + [open_to(99)])
    for one in ports:
        driver.update_port_filter(one)


timed('cold', prepare)
if sys.argv[3:] == ['stay']:
    print(json.dumps(took), flush=True)
    sys.stdin.read()
    os._exit(0)
timed('port', lambda: driver.prepare_port_filter(port(PORTS + 1)))
timed('rule', add_rule)
timed('member', lambda: driver.update_security_group_members(GROUP, members(PORTS + 1)))
# the same text again, into a namespace that has nothing
text = subprocess.run(['iptables-save'], check=True, capture_output=True).stdout
sets = subprocess.run(['ipset', 'save'], check=True, capture_output=True).stdout
script = 'ipset restore < sets; a=$(date +%s%N); iptables-restore < text; b=$(date +%s%N); echo $((b - a))'
open(os.path.join(scratch, 'text'), 'wb').write(text)
open(os.path.join(scratch, 'sets'), 'wb').write(sets)
raw = subprocess.run(['unshare', '--net', 'sh', '-c', script], check=True, capture_output=True, cwd=scratch).stdout
took['restore'] = int(raw) / 1e6
print(json.dumps(took), flush=True)
os._exit(0)
