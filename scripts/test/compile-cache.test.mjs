import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cacheCompiledCode } from '../../packages/cli/bin/compile-cache.mjs'

let home
let kept
const enable = (...folder) => void kept.push(folder)
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'netloom-cache-'))
  kept = []
})
afterEach(() => rmSync(home, { recursive: true }))

const ours = () => join(home, 'netloom', 'compiled')

it('keeps compiled code in a folder that it makes for its user alone', () => {
  cacheCompiledCode({ XDG_CACHE_HOME: home }, enable)
  expect(kept).toEqual([[ours()]])
  expect(statSync(ours()).mode & 0o777).toBe(0o700)
})

it('takes the folder that systemd names, and leaves one that Node was told to Node', () => {
  cacheCompiledCode({ CACHE_DIRECTORY: home, XDG_CACHE_HOME: '/nowhere' }, enable)
  cacheCompiledCode({ NODE_COMPILE_CACHE: '/somewhere', CACHE_DIRECTORY: home }, enable)
  expect(kept).toEqual([[join(home, 'compiled')], []])
})

it.each([
  ['others can write to', () => chmodSync(ours(), 0o777)],
  ['is a link', () => (rmSync(ours(), { recursive: true }), symlinkSync(tmpdir(), ours()))],
  ['is a file', () => (rmSync(ours(), { recursive: true }), writeFileSync(ours(), ''))],
])('keeps nothing, and goes on, where the folder %s', (_, spoil) => {
  mkdirSync(ours(), { recursive: true, mode: 0o700 })
  spoil()
  cacheCompiledCode({ XDG_CACHE_HOME: home }, enable)
  expect(kept).toEqual([])
})
