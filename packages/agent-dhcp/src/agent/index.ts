export { dhcpRole } from './dhcp-role.ts'
export { dnsmasqDriver, type DnsmasqDriverOptions } from './dnsmasq-driver.ts'
export { rolePackage } from './role-package.ts'
