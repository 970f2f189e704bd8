export { isOwn, isService, ownerOf, requireOwner, requireRevision } from '@netloom/core/kit'
