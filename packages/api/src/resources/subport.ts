import type { Subport, TrunkedPort } from '@netloom/core'

/** A subport as its trunk shows it. */
export function subportAsPart({ portId, segmentationType, segmentationId }: Subport): object {
  return { segmentation_id: segmentationId, segmentation_type: segmentationType, port_id: portId }
}

/** A subport as its parent port shows it. */
export function subportAsDetail(subport: TrunkedPort): object {
  return { ...subportAsPart(subport), mac_address: subport.macAddress }
}
