export { dnsmasqDriver, type DnsmasqDriverOptions } from './dnsmasq-driver.ts'
