import { ConfigurationError, silentLogger } from '@netloom/core'
import { expect, it } from 'vitest'
import { composeRole } from '../src/compose/compose-role.ts'

const compose = (driver?: string): ReturnType<typeof composeRole> => {
  const own = new Map(driver === undefined ? [] : [['device_driver', [driver]]])
  const sections = new Map([
    ['DEFAULT', own],
    ['haproxy', new Map([['loadbalancer_state_path', ['/var/lib/lb']]])],
  ])
  return composeRole('lbaas', { ini: { sections, origin: () => undefined }, host: 'h1', logger: silentLogger })
}

it.each([undefined, 'haproxy', 'neutron_lbaas.drivers.haproxy.namespace_driver.HaproxyNSDriver'])(
  'role lbaas with device_driver %s serves by haproxy, and says so in its record',
  async (driver) => {
    const { kinds, role, switchKinds } = await compose(driver)
    expect(kinds.map(({ kind }) => kind)).toContain('haproxy')
    expect(role.configurations).toMatchObject({ device_drivers: ['haproxy'] })
    expect(switchKinds).toBe(false)
  },
)

it('a device_driver that no package brings is refused with those that there are', async () => {
  const refused: unknown = await compose('nginx').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ConfigurationError)
  expect((refused as ConfigurationError).problems).toEqual([
    expect.objectContaining({
      ...{ where: '[DEFAULT] device_driver', value: 'nginx', problem: 'is no driver of role lbaas' },
      remedy: expect.stringContaining('haproxy') as string,
    }),
  ])
})
