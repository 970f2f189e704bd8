import { readFile } from 'node:fs/promises'
import { LIMITS } from '@netloom/core/kit'
import { beforeAll, expect, it } from 'vitest'

/** What a row of the table says that has this limit. */
const ROWS: Readonly<Record<keyof typeof LIMITS, string>> = {
  tags: 'tags of an object; tags that one filter names',
  tagCharacters: 'tags of an object; tags that one filter names',
  fixedIps: '`fixed_ips` of a request',
  addressPairs: '`allowed_address_pairs`',
  extraDhcpOptions: '`extra_dhcp_opts` of a request, and of a port together',
  dhcpOptionNameCharacters: 'name of a DHCP option',
  dhcpOptionValueCharacters: 'value of a DHCP option',
  bindingProfileCharacters: '`binding:profile`',
  availabilityZoneHintsCharacters: '`availability_zone_hints`',
  segments: 'segments of a network',
  allocationPools: '`allocation_pools`',
  dnsNameservers: '`dns_nameservers`',
  hostRoutes: '`host_routes`',
  serviceTypes: '`service_types`',
  prefixes: '`prefixes` of a subnet pool',
  addresses: '`addresses` of an address group',
  subports: '`sub_ports` of a request',
  repeats: 'values of one query parameter',
  addressParts: 'different `fixed_ips=ip_address_substr=…`',
}

let lines: readonly string[] = []
beforeAll(async () => {
  lines = (await readFile(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')).split('\n')
})

it.each(Object.entries(LIMITS))('the operators’ table has the limit %s with its number %i', (limit, number) => {
  const row = lines.find((line) => line.startsWith(`| ${ROWS[limit as keyof typeof LIMITS]}`))
  expect(row?.match(/\d[\d,]*\d|\d/g)).toContain(number.toLocaleString('en'))
})
