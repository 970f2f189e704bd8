/** What a lab runs when it is given no file: VXLAN networks over the Linux bridge, tables filled by L2 population. */
export const DEFAULT_LAB_INI = `[ml2]
type_drivers = local,flat,vxlan
project_network_types = vxlan
mechanism_drivers = linuxbridge,l2population

[ml2_type_vxlan]
vni_ranges = 100:9999

[vxlan]
l2_population = True
`
