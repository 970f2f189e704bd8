// A package is named for its folder; the command has the name that people type.
const COMMAND = { folder: 'packages/cli', name: 'netloom' }

/** `packages/core` → `@netloom/core` */
export const nameOf = (folder) => (folder === COMMAND.folder ? COMMAND.name : folder.replace('packages/', '@netloom/'))

/** `@netloom/core` → `packages/core` */
export const folderOf = (name) => (name === COMMAND.name ? COMMAND.folder : name.replace('@netloom/', 'packages/'))

/** Whether a dependency is a package of this repository. */
export const isOurs = (name) => name === COMMAND.name || name.startsWith('@netloom/')
