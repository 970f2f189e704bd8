/** What the tools say when the thing to remove is not there any more: by then the step has what it wants. */
export const GONE: RegExp = /Cannot find device|No such file or directory|No such device|does not exist/
