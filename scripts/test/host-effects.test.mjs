import { ESLint, Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { hostEffects } from '../lint/host-effects.mjs'

const linter = new Linter()
const plugins = { netloom: { rules: { 'host-effects': hostEffects } } }

/** What the rule says to a file. */
const said = (code, ...options) =>
  linter
    .verify(code, { plugins, rules: { 'netloom/host-effects': ['error', ...options] } })
    .map(({ message }) => message)

describe('rule host-effects', () => {
  it.each([
    ["import { writeFile } from 'node:fs/promises'", 'writeFile of node:fs/promises'],
    ["import { readFile, rm as drop } from 'fs/promises'", 'rm of fs/promises'],
    ["import { openSync } from 'node:fs'", 'openSync of node:fs'],
    ["import fs from 'node:fs'", 'default of node:fs'],
    ["import * as fs from 'fs'", '* of fs'],
    ["export { mkdir } from 'node:fs/promises'", 'mkdir of node:fs/promises'],
    ["const fs = await import('node:fs')", '* of node:fs'],
    ["const fs = process.getBuiltinModule('fs')", '* of fs'],
    ["const { rmSync } = require('fs')", '* of fs'],
    ["import { replaceFile } from '@netloom/core/files'", 'replaceFile of @netloom/core/files'],
    ["import { spawn } from 'node:child_process'", 'node:child_process'],
    ["const { execa } = await import('execa')", 'execa'],
    ['process.kill(pid, 9)', 'process.kill'],
    ["process['kill'](pid)", 'process.kill'],
    ['globalThis.process.kill(pid)', 'process.kill'],
    ['const { kill } = process', 'process.kill'],
    ["import { kill } from 'node:process'", 'kill of node:process'],
  ])('reports %s', (code, effect) => {
    expect(said(code)).toEqual([expect.stringContaining(effect)])
  })

  it.each([
    "import { existsSync, readFileSync, statSync } from 'node:fs'",
    "import { readFile, readdir, stat } from 'node:fs/promises'",
    "import { isAlive } from '@netloom/core/files'",
    'process.exitCode = 1; child.kill()',
    "import { join } from 'node:path'",
  ])('lets %s pass', (code) => {
    expect(said(code)).toEqual([])
  })

  it('with a reason lets a file write, and reports one that writes nothing any more', () => {
    const reason = { reason: 'its own journal' }
    expect(said("import { writeFile } from 'node:fs/promises'", reason)).toEqual([])
    expect(said("import { readFile } from 'node:fs/promises'", reason)).toEqual([
      'Does none of this any more: take it out of eslint.config.js.',
    ])
  })
})

describe('eslint.config.js', () => {
  const optionsFor = async (file) => {
    const { rules } = await new ESLint({ cwd: new URL('../..', import.meta.url).pathname }).calculateConfigForFile(file)
    return rules['netloom/host-effects']
  }

  it.each([
    'packages/agent-dhcp/src/agent/dnsmasq-kind.ts',
    'packages/ml2/src/create-netloom.ts',
    'packages/mech-ovs/src/agent/index.ts',
    'packages/agent-runtime/src/agent.ts',
    'packages/a-new-package/src/index.ts',
  ])('applies host-effects to %s', async (file) => {
    expect(await optionsFor(file)).toEqual([2])
  })

  it('names a reason for the agent’s journal, and leaves data plane and labs alone', async () => {
    expect(await optionsFor('packages/agent-runtime/src/file-journal.ts')).toEqual([2, { reason: expect.any(String) }])
    expect(await optionsFor('packages/dataplane/src/service.ts')).toBeUndefined()
    expect(await optionsFor('packages/cli/src/lab/lab-up.ts')).toBeUndefined()
  })
})
