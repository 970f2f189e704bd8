/** Neutron sets these (features 6.05, services 6.40), in this order, before any link is there. */
export const ROUTER_SETTINGS: Readonly<Record<string, number>> = {
  'net/ipv4/conf/all/arp_ignore': 1,
  'net/ipv4/conf/all/arp_announce': 2,
  // An interface that gets another address of its subnet keeps its routes.
  'net/ipv4/conf/all/promote_secondaries': 1,
  // What comes late or twice after a hand-over goes on.
  'net/netfilter/nf_conntrack_tcp_be_liberal': 1,
  'net/ipv6/conf/default/accept_ra': 0,
  'net/ipv6/conf/all/forwarding': 1,
  // Last: setting it sets others back.
  'net/ipv4/ip_forward': 1,
}
