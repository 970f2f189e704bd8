import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

const folders = (parent) =>
  readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`)

/** Folders of all workspace packages, relative to the root; says the same as pnpm-workspace.yaml. */
export const workspaceFolders = () => [...folders('packages'), ...folders('examples'), 'bench']
