import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { run, SetupError } from './run.mjs'
import { workspaceFolders } from './workspace.mjs'

/** Brings node_modules in step with the lockfile. Does nothing when the stamp of the last run still fits. */
export async function installPackages(say) {
  const stampFile = join(root, 'node_modules', '.netloom-setup')
  const stamp = fingerprint()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return

  const first = !existsSync(join(root, 'node_modules', '.pnpm'))
  say(first ? 'installing' : 'bringing node_modules up to date')
  const install = await pnpm(['install', '--frozen-lockfile'], say)
  if (install.code !== 0) {
    process.stderr.write(`${install.output.split('\n').slice(-40).join('\n')}\n`)
    throw new SetupError(
      'pnpm could not install the npm packages (its output is above); mend it and run: npm run setup',
    )
  }
  writeFileSync(stampFile, stamp)
}

/** Changes whenever another install could have another result: manifests, lockfile, platform. */
function fingerprint() {
  const manifests = ['.', ...workspaceFolders()].map((folder) => `${folder}/package.json`)
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** pnpm in the version that `packageManager` names, without installing it on this machine. */
function pnpm(args, say) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const env = { CI: 'true' } // no questions: there may be no terminal
  let shown = ''
  const onLine = (line) => {
    const news = /^Progress: .*/.exec(line)?.[0] ?? shown
    if (news !== shown) say(news)
    shown = news
  }
  return run('npx', ['--yes', packageManager, ...args], { env, onLine })
}
