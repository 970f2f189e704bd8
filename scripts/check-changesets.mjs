// A change of what a published package does must tell its users: some commit since the last release has to carry a
// changeset for every package whose sources changed since then.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup/root.mjs'
import { run } from './setup/run.mjs'
import { nameOf } from './setup/package-names.mjs'

const git = async (...args) => (await run('git', args)).output.trim().split('\n').filter(Boolean)

/** The commit of the last release is the one that last touched a CHANGELOG.md; without one, everything is new. */
const [release] = await git('log', '-n', '1', '--format=%H', '--', 'packages/*/CHANGELOG.md')
const changed = release
  ? await git('diff', '--name-only', release, 'HEAD', '--', ':(glob)packages/*/src/**')
  : await git('ls-files', '--', ':(glob)packages/*/src/**')
const packages = [...new Set(changed.map((file) => file.split('/')[1]))].map((folder) => nameOf(`packages/${folder}`))

const folder = join(root, '.changeset')
const stories = readdirSync(folder).filter((file) => file.endsWith('.md') && file !== 'README.md')
const told = new Set(
  stories.flatMap((file) => {
    const [, header = ''] = readFileSync(join(folder, file), 'utf8').split(/^---$/m)
    return [...header.matchAll(/['"]?(@netloom\/[\w-]+|netloom)['"]?\s*:/g)].map(([, name]) => name)
  }),
)

const silent = packages.filter((name) => !told.has(name))
for (const name of silent)
  console.error(`changesets: the sources of ${name} changed and no .changeset/*.md says so; run: npx changeset`)
if (silent.length === 0)
  console.log(`ok  ${String(stories.length)} changesets tell about ${String(packages.length)} changed packages`)
process.exitCode = silent.length === 0 ? 0 : 1
