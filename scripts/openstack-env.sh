# Points OpenStack's clients at a controller without Keystone, in the shell that reads this file:
#   . scripts/openstack-env.sh [URL [TOKEN_FILE]]
unset OS_CLOUD OS_AUTH_URL OS_USERNAME OS_PASSWORD OS_PROJECT_ID OS_PROJECT_NAME OS_PROJECT_DOMAIN_ID OS_PROJECT_DOMAIN_NAME
unset OS_USER_DOMAIN_ID OS_USER_DOMAIN_NAME OS_REGION_NAME OS_SYSTEM_SCOPE
export OS_AUTH_TYPE=admin_token
export OS_ENDPOINT="${1:-http://127.0.0.1:9696}"
OS_TOKEN="$(cat "${2:-./netloom-tokens.json.admin}")" && export OS_TOKEN
