#!/bin/bash
# Have Apple look through a signed disk image, and fasten its answer to it. The account comes from the environment:
# BREVDUE_APPLE_ID, BREVDUE_APPLE_TEAM and BREVDUE_APPLE_PASSWORD (an app-specific one).
# With --dry-run only the commands are printed, without the password. Not tried on a Mac where this was written.
set -euo pipefail
dry=no
if [[ ${1:-} == --dry-run ]]; then dry=yes; shift; fi
image=${1:?usage: notarise.sh [--dry-run] PATH/Brevdue-x.y.z.dmg}
account=${BREVDUE_APPLE_ID:?BREVDUE_APPLE_ID is not in the environment}
team=${BREVDUE_APPLE_TEAM:?BREVDUE_APPLE_TEAM is not in the environment}
password=${BREVDUE_APPLE_PASSWORD:?BREVDUE_APPLE_PASSWORD is not in the environment}
if [[ $dry == yes ]]; then
    echo "xcrun notarytool submit $image --apple-id $account --team-id $team --password (hidden) --wait"
    echo "xcrun stapler staple $image"
    exit 0
fi
xcrun notarytool submit "$image" --apple-id "$account" --team-id "$team" --password "$password" --wait
xcrun stapler staple "$image"
