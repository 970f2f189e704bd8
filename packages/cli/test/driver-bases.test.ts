import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { driverBases } from '../src/compose/driver-bases.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'netloom-bases-'))
  for (const folder of ['site/node_modules', 'site/etc', 'lib/node_modules/netloom/dist']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

it('drivers are looked for above the working directory first, then beside the command', () => {
  const bases = driverBases(join(root, 'site/etc'), join(root, 'lib/node_modules/netloom/dist'))
  expect(bases.filter((base) => base.startsWith(root))).toEqual([join(root, 'site'), join(root, 'lib')])
})
