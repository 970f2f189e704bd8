// The role of a switch's agent, as a package brings it: `netloom agent --role l2`.
export { rolePackage } from './role-package.ts'
