import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const PACKAGES = fileURLToPath(new URL('../../../packages', import.meta.url))
const NETLOOM = join(PACKAGES, 'cli/bin/netloom.mjs')
const NAME = 'netloom-type-spb'
const COMMAND = 'sudo npx netloom '

/** An operator's folder with the package in its node_modules, as `npm install` leaves it, and the files that the README shows. */
let folder: string
let commands: readonly string[]
// As the command's own tests name theirs: what a killed run left is found and taken down.
const lab = `t_${process.pid.toString(16).padStart(8, '0')}${randomBytes(3).toString('hex')}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-spb-'))
  const installed = join(folder, 'node_modules', NAME)
  await mkdir(join(folder, 'node_modules/@netloom'), { recursive: true })
  for (const part of ['dist', 'package.json']) await cp(join(PACKAGE, part), join(installed, part), { recursive: true })
  await symlink(join(PACKAGES, 'core'), join(folder, 'node_modules/@netloom/core'))
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8')
  const block = (language: string): string =>
    new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(readme)?.[1] ?? ''
  await writeFile(join(folder, 'spb.ini'), block('ini'))
  await writeFile(join(folder, 'blue.json'), block('json'))
  commands = block('sh').trimEnd().split('\n')
})
afterAll(async () => {
  await netloom(['lab', 'down'])
  await rm(folder, { recursive: true })
})

/** As typed in that folder, for a lab of this test. */
function netloom([area = '', verb = '', ...words]: readonly string[]): Promise<{ exitCode: number; text: string }> {
  const env = { ...process.env, NETLOOM_STATE_DIR: join(folder, 'state') }
  const given = [area, verb, '--name', lab, ...(verb === 'up' ? ['--listen', '127.0.0.1:0'] : []), ...words]
  return new Promise((resolve) => {
    execFile(process.execPath, [NETLOOM, ...given], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), text: error === null ? stdout : stderr.trim() })
    })
  })
}

it('carries a ping between Linux bridges as the README says, which know VXLAN and nothing of SPB', async () => {
  const texts: string[] = []
  for (const command of commands) {
    expect(command.startsWith(COMMAND)).toBe(true)
    const { exitCode, text } = await netloom(command.slice(COMMAND.length).split(' '))
    expect({ command, exitCode, text }).toEqual({ command, exitCode: 0, text })
    texts.push(text)
  }
  const [, ping, fdb] = texts
  expect(ping).toContain(' 0% packet loss')
  // The VNI is one that the engine took from `vni_ranges` for the lower level.
  expect(fdb).toMatch(/dev vxlan-5\d{3} dst 192\.0\.2\.2/)
})
