/** `@netloom/agent-metadata`: the controller's half. The agent is in `./agent`. */
export { metadata, servicePackage } from './controller/metadata-service.ts'
export {
  type AskingNetworkItem,
  type AskingPortItem,
  type AskingRouterItem,
  METADATA_AGENT_TYPE,
  METADATA_ENTITY,
  metadataNetworkTopic,
  metadataTopic,
  metadataTopics,
} from './wire/metadata-topics.ts'
