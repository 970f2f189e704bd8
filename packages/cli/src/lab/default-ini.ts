/**
 * What a lab runs when it is given no file: VXLAN networks over the Linux bridge, tables filled by L2 population. The IP
 * version of the underlay counts for the networks' MTU: an IPv6 header is 20 bytes longer.
 */
export const defaultLabIni = (overlayIpVersion: 4 | 6): string => `[ml2]
type_drivers = local,flat,vxlan
project_network_types = vxlan
mechanism_drivers = linuxbridge,l2population
overlay_ip_version = ${String(overlayIpVersion)}

[ml2_type_vxlan]
vni_ranges = 100:9999

[vxlan]
l2_population = True

# A laptop's owner knows how much is enough.
[quotas]
quota_network = -1
quota_subnet = -1
quota_port = -1
`
