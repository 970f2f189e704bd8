import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { judgeConfiguration } from '../src/compose/judge-configuration.ts'
import { judgeFolder } from '../src/secrets/judge-folder.ts'
import { requireSecrets } from '../src/secrets/require-secrets.ts'
import { netloom } from './support/netloom.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function file(name: string, mode: number, text = 'x\n'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  await chmod(path, mode)
  return path
}

const DATABASE = '[database]\nconnection = postgresql://netloom:sesame@db/netloom\n'
const KEYSTONE = '[keystone_authtoken]\npassword = sesame\n'
const RABBIT = '[DEFAULT]\ntransport_url = rabbit://openstack:sesame@controller\n'

describe('files with a password', () => {
  it.each([
    [DATABASE, '[database] connection'],
    [KEYSTONE, '[keystone_authtoken] password'],
    [RABBIT, '[DEFAULT] transport_url'],
    ['[DEFAULT]\nmetadata_proxy_shared_secret = sesame\n', '[DEFAULT] metadata_proxy_shared_secret'],
  ])('that others can read are a warning: %j', async (text, option) => {
    const path = await file('neutron.conf', 0o644, text)
    const { problems, warnings } = await judgeConfiguration([path])
    const told = {
      where: path,
      problem: `mode 0644 lets every user of this machine read ${option}`,
      remedy: `chmod 600 ${path}`,
    }
    expect(warnings.filter(({ where }) => where === path)).toEqual([told])
    expect(JSON.stringify([problems, warnings])).not.toContain('sesame')
    await chmod(path, 0o640)
    expect((await judgeConfiguration([path])).warnings[0]?.problem).toBe(`mode 0640 lets its group read ${option}`)
    await chmod(path, 0o600)
    expect((await judgeConfiguration([path])).warnings.filter(({ where }) => where === path)).toEqual([])
  })

  it('that everybody can write are refused, by the start as by config check', async () => {
    const path = await file('neutron.conf', 0o666, DATABASE)
    const words = `${path}: mode 0666 lets every user of this machine replace [database] connection; chmod 600 ${path}`
    const checked = await netloom(['config', 'check', path])
    expect([checked.exitCode, checked.stdout]).toEqual([2, expect.stringContaining(`error: ${words}`)])
    const started = await netloom(['server', '--config-file', path, '--listen', '127.0.0.1:0'])
    expect([started.exitCode, started.stderr]).toEqual([2, expect.stringContaining(words)])
  })

  it('of which only the comments speak are no secrets', async () => {
    const path = await file(
      'neutron.conf',
      0o644,
      '[database]\n# connection = mysql://a:b@c/d\nconnection = postgresql:///x\n',
    )
    expect((await judgeConfiguration([path])).warnings.filter(({ where }) => where === path)).toEqual([])
  })
})

describe('other secrets', () => {
  it('are judged where a file names them, and by `netloom check` where `init` writes them', async () => {
    const token = await file('agent.token', 0o640)
    const key = await file('server.key', 0o604)
    const ini = await file('agent.ini', 0o644, `[netloom]\nagent_token_file = ${token}\n[ssl]\nkey_file = ${key}\n`)
    const words = [
      { where: token, problem: 'mode 0640 lets its group read the agents’ token', remedy: `chmod 600 ${token}` },
      {
        where: key,
        problem: 'mode 0604 lets every user of this machine read the key of the certificate',
        remedy: `chmod 600 ${key}`,
      },
    ]
    expect((await judgeConfiguration([ini])).warnings).toEqual(expect.arrayContaining(words))
    expect(await judgeFolder(folder)).toEqual({ problems: [], warnings: words })
  })

  it('that the command line names are a line of the log, or a refusal', async () => {
    const token = await file('token', 0o644)
    const lines: unknown[] = []
    const ignore = (): void => undefined
    const warn = (fields: object, message: string): void => void lines.push([fields, message])
    const logger = { debug: ignore, info: ignore, warn, error: ignore }
    const given = [
      { path: token, holds: 'the agents’ token' },
      { path: undefined, holds: 'nothing' },
    ]
    await requireSecrets(given, logger)
    const message = 'mode 0644 lets every user of this machine read the agents’ token'
    expect(lines).toEqual([[{ file: token, remedy: `chmod 600 ${token}` }, message]])
    await chmod(token, 0o602)
    await expect(requireSecrets(given, logger)).rejects.toThrow(`chmod 600 ${token}`)
  })

  it('are not safe in a folder that everybody can write, unless it is like /tmp', async () => {
    const open = join(folder, 'open')
    await mkdir(open)
    const token = await file('open/agent.token', 0o600)
    await chmod(open, 0o777)
    const [problem] = (await judgeFolder(open)).problems
    expect(problem).toEqual({
      where: open,
      problem: 'mode 0777 lets every user of this machine replace the secrets in this folder',
      remedy: `chmod 755 ${open}`,
    })
    await chmod(open, 0o1777)
    expect(await judgeFolder(open)).toEqual({ problems: [], warnings: [] })
    expect(token).toContain(open)
  })
})
