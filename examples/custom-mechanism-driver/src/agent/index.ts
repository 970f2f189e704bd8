export { floodBridgeRenderer, type RendererOptions } from './flood-bridge-renderer.ts'
export { switchPackage } from './switch-package.ts'
