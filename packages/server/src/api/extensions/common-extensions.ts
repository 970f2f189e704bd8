import type { Extension } from './extension.ts'

/** What holds for every resource. */
export const COMMON_EXTENSIONS: readonly Extension[] = [
  {
    alias: 'project-id',
    name: 'project_id field enabled',
    updated: '2016-09-09T09:09:09-09:09',
    description: 'Extension that indicates that project_id field is enabled.',
    needs: [],
  },
  {
    alias: 'sorting',
    name: 'Sorting support',
    updated: '2016-06-12T00:00:00-00:00',
    description: 'Extension that indicates that sorting is enabled.',
    needs: [],
  },
  {
    alias: 'pagination',
    name: 'Pagination support',
    updated: '2016-06-12T00:00:00-00:00',
    description: 'Extension that indicates that pagination is enabled.',
    needs: [],
  },
  {
    alias: 'filter-validation',
    name: 'Filter parameters validation',
    updated: '2018-07-04T10:00:00-00:00',
    description: 'Provides validation on filter parameters.',
    needs: [],
  },
  {
    alias: 'empty-string-filtering',
    name: 'Empty String Filtering Extension',
    updated: '2018-05-01T10:00:00-00:00',
    description: 'Allow filtering by attributes with empty string value',
    needs: [],
  },
  {
    alias: 'standard-attr-description',
    name: 'standard-attr-description',
    updated: '2016-02-10T10:00:00-00:00',
    description: 'Extension to add descriptions to standard attributes',
    needs: ['network.description'],
  },
  {
    alias: 'standard-attr-revisions',
    name: 'Resource revision numbers',
    updated: '2016-04-11T10:00:00-00:00',
    description: 'This extension will display the revision number of neutron resources.',
    needs: ['network.revision_number'],
  },
  {
    alias: 'revision-if-match',
    name: 'If-Match constraints based on revision_number',
    updated: '2016-12-11T00:00:00-00:00',
    description: 'Extension indicating that If-Match based on revision_number is supported.',
    needs: ['network.revision_number'],
  },
  {
    alias: 'standard-attr-timestamp',
    name: 'Resource timestamps',
    updated: '2016-09-12T10:00:00-00:00',
    description:
      'Adds created_at and updated_at fields to all Neutron resources that have Neutron standard attributes.',
    needs: ['network.created_at'],
  },
  {
    alias: 'standard-attr-tag',
    name: 'Tag support for resources with standard attribute: port, subnet, subnetpool, network, security_group, router, floatingip, policy, trunk, network_segment_range',
    updated: '2017-01-01T00:00:00-00:00',
    description: 'Enables to set tag on resources with standard attribute.',
    needs: ['network.tags'],
  },
]
