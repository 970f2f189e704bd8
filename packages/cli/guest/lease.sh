#!/bin/sh
# What a VM of a lab does with what DHCP tells it; called by udhcpc (event as argument) and dhclient -6 (event in $reason).
# Addresses, routes and MTU go to the link. The rest goes to $LEASE.<family> and to the VM's own resolv.conf, which is mounted
# over the machine's and so must be written in place.

interface=${interface:-eth0}

# Old or new, never half.
keep() { # family
  cat >"$LEASE.$1.new" && mv "$LEASE.$1.new" "$LEASE.$1"
  names
}

names() {
  for family in 4 6; do
    [ -e "$LEASE.$family" ] || continue
    sed -n -e 's/^domain=\(..*\)/search \1/p' "$LEASE.$family"
    for server in $(sed -n 's/^dns=//p' "$LEASE.$family"); do echo "nameserver $server"; done
  done >"$LEASE.resolv.conf"
}

# RFC 3442: classless routes stand in for the router.
routes4() {
  if [ -z "$staticroutes" ]; then
    for gateway in $router; do
      ip -4 route replace default via "$gateway" dev "$interface" onlink
      break
    done
    return
  fi
  set -- $staticroutes
  while [ $# -ge 2 ]; do
    if [ "$2" = 0.0.0.0 ]; then ip -4 route replace "$1" dev "$interface"
    else ip -4 route replace "$1" via "$2" dev "$interface" onlink; fi
    shift 2
  done
}

address4() {
  [ -n "$mtu" ] && ip link set "$interface" mtu "$mtu"
  ip -4 addr replace "$ip/$mask" ${broadcast:+broadcast "$broadcast"} dev "$interface"
  ip -4 -o addr show dev "$interface" | while read -r _ _ _ other _; do
    [ "$other" = "$ip/$mask" ] || ip -4 addr del "$other" dev "$interface"
  done
  routes4
  keep 4 <<EOF
address=$ip/$mask
server=$serverid
seconds=$lease
at=$(date +%s)
router=$router
routes=$staticroutes
dns=$dns
domain=${search:-$domain}
mtu=$mtu
hostname=$hostname
EOF
}

address6() {
  # A lease says nothing of the prefix: routers advertise it. $PREFIX6 stands in where a lab has none.
  [ -n "$new_ip6_address" ] && ip -6 addr replace "$new_ip6_address/${PREFIX6:-$new_ip6_prefixlen}" dev "$interface" nodad
  if [ -n "$old_ip6_address" ] && [ "$old_ip6_address" != "$new_ip6_address" ]; then
    ip -6 addr del "$old_ip6_address/${PREFIX6:-$old_ip6_prefixlen}" dev "$interface"
  fi
  keep 6 <<EOF
address=${new_ip6_address:+$new_ip6_address/${PREFIX6:-$new_ip6_prefixlen}}
server=$new_dhcp6_server_id
seconds=$new_max_life
at=$(date +%s)
dns=$new_dhcp6_name_servers
domain=$new_dhcp6_domain_search
EOF
}

case "${1:-$reason}" in
  deconfig)
    ip -4 addr flush dev "$interface"
    rm -f "$LEASE.4"
    ;;
  bound | renew) address4 ;;
  BOUND6 | RENEW6 | REBIND6) address6 ;;
  EXPIRE6 | RELEASE6 | STOP6)
    [ -n "$old_ip6_address" ] && ip -6 addr del "$old_ip6_address/${PREFIX6:-$old_ip6_prefixlen}" dev "$interface"
    rm -f "$LEASE.6"
    ;;
esac
exit 0
