import { expect, it } from 'vitest'
import { startL3Cloud } from '../controller/l3-cloud.ts'
import { answersOf } from './answers.ts'
import { REQUESTS } from './requests.ts'

it('answers 220 generated requests with 2xx, or with a 4xx of a type that Neutron has', async () => {
  const cloud = await startL3Cloud()
  const answers = await answersOf((method, path, body) => cloud.call(method as 'POST', path, body))
  await cloud.close()
  expect(answers).toHaveLength(REQUESTS.length)
  const odd = answers.filter(({ status, type }) => status >= 500 || (status >= 400 && type === undefined))
  expect(odd).toEqual([])
  const types = new Set(answers.flatMap(({ type }) => type ?? []))
  expect([...types].sort()).toEqual(
    expect.arrayContaining(['BadRequest', 'FloatingIPNotFound', 'HTTPBadRequest', 'InvalidRoutes', 'RouterNotFound']),
  )
})
