import { isConfigurationError } from '@netloom/core'
import { expect, test } from 'vitest'
import { ini, problemsOf } from '../../../core/test/config/problems-of.ts'
import { readDhcpServiceOptions } from '../../src/controller/dhcp-service-options.ts'
import { dhcp } from '../../src/index.ts'

const read = (...lines: string[]): ReturnType<typeof readDhcpServiceOptions> =>
  readDhcpServiceOptions(ini(...lines).sections)

test('every option of neutron.conf has its type, and Neutron’s default where it is left out', () => {
  expect(
    read(
      '[DEFAULT]',
      'dhcp_agents_per_network = 2',
      'network_auto_schedule = False',
      'network_scheduler_driver = neutron.scheduler.dhcp_agent_scheduler.ChanceScheduler',
      'dhcp_load_type = ports',
      'allow_automatic_dhcp_failover = False',
      'dhcp_lease_duration = -1',
    ),
  ).toEqual({
    dhcpAgentsPerNetwork: 2,
    networkAutoSchedule: false,
    networkScheduler: 'chance',
    dhcpLoadType: 'ports',
    allowAutomaticDhcpFailover: false,
    dhcpLeaseDuration: -1,
  })
  expect(read('')).toEqual({
    dhcpAgentsPerNetwork: 1,
    networkAutoSchedule: true,
    networkScheduler: 'weight',
    dhcpLoadType: 'networks',
    allowAutomaticDhcpFailover: true,
    dhcpLeaseDuration: 86_400,
  })
})

test('schedulers and loads that nobody has are named, with those that there are', () => {
  const problems = problemsOf(() => read('[DEFAULT]', 'network_scheduler_driver = chance', 'dhcp_load_type = cpu'))
  expect(problems.map(({ where }) => where)).toEqual([
    expect.stringContaining('network_scheduler_driver'),
    expect.stringContaining('dhcp_load_type'),
  ])
  expect(problems[0]?.remedy).toContain('neutron.scheduler.dhcp_agent_scheduler.ChanceScheduler')
  expect(problems[1]?.remedy).toContain('networks, subnets, ports')
})

test.each([
  [{ networkScheduler: 'first' }, 'dhcp.networkScheduler = first: is not allowed; write one of: weight, chance'],
  [{ dhcpAgentsPerNetwork: 0 }, 'dhcp.dhcpAgentsPerNetwork = 0: is not allowed; write a whole number from 1 to'],
  [{ networkAutoSchedule: 1 }, 'dhcp.networkAutoSchedule = 1: is not allowed; write true or false'],
  [{ dhcpAgentsPerNetwrk: 2 }, 'dhcp.dhcpAgentsPerNetwrk = 2: is not allowed; did you mean dhcpAgentsPerNetwork?'],
])('dhcp() refuses %j and says what is allowed', (options, message) => {
  let thrown: unknown
  try {
    dhcp(options as never)
  } catch (error) {
    thrown = error
  }
  expect(isConfigurationError(thrown)).toBe(true)
  expect(String(thrown)).toContain(message)
})
