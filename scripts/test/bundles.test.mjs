import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { PRIVATE } from '../setup/bundle.mjs'
import { root } from '../setup/root.mjs'

const packages = readdirSync(join(root, 'packages'))

/** Where the lines of a package's JavaScript come from: a list for each file in `dist`. */
function originsOf(name) {
  const dist = join(root, 'packages', name, 'dist')
  return readdirSync(dist, { recursive: true })
    .filter((entry) => entry.endsWith('.js'))
    .filter((entry) => existsSync(join(dist, `${entry}.map`)))
    .map((entry) => {
      const { sources } = JSON.parse(readFileSync(join(dist, `${entry}.map`), 'utf8'))
      return sources.map((source) => resolve(dist, entry, '..', source))
    })
}

it.each(packages)('maps of %s lead to sources of that package alone, each in one file', (name) => {
  const [foreign, origins] = [true, false].map((is) =>
    originsOf(name)
      .flat()
      .filter((source) => source.includes('/node_modules/') === is),
  )
  if (foreign.length > 0) {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
    expect([...PRIVATE].filter((one) => one in dependencies)).not.toEqual([])
    // There has to be one of each in a process.
    expect(foreign.filter((source) => /\/(zod|kysely|@netloom)\//.test(source))).toEqual([])
  }
  expect(origins.length).toBeGreaterThan(0)
  for (const source of origins) {
    expect(relative(join(root, 'packages', name), source)).toMatch(/^src\//)
    expect(existsSync(source), source).toBe(true)
  }
  expect(new Set(origins).size).toBe(origins.length)
})

it.each(packages)(
  '%s has a file for what its manifest names and for what entries share, not one for each module',
  (name) => {
    const folder = join(root, 'packages', name)
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    for (const entry of Object.values(exports))
      expect(existsSync(join(folder, entry.default)), entry.default).toBe(true)
    const apart = readdirSync(join(folder, 'dist'), { recursive: true }).filter(
      (file) => file.endsWith('.js') && !file.startsWith('chunks/'),
    )
    const named = Object.values(exports).map((entry) => entry.default.replace('./dist/', ''))
    expect(apart.filter((file) => file !== 'main.js').sort()).toEqual(named.sort())
  },
)
