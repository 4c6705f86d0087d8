#!/bin/bash
# Make the disk image that is downloaded: the app beside a link to the Applications folder.
# Signs the app first when there is an identity. With --dry-run only the commands are printed.
# Not tried on a Mac where this was written.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run() { if [[ $dry == yes ]]; then printf '%q ' "$@"; echo; else "$@"; fi; }
dry=no
flag=()
if [[ ${1:-} == --dry-run ]]; then dry=yes; flag=(--dry-run); shift; fi
app=${1:?usage: make_image.sh [--dry-run] PATH/Brevdue.app OUT_FOLDER VERSION}
out=${2:?the folder for the image is missing}
version=${3:?the version is missing}
image=$out/Brevdue-$version.dmg
if [[ -n ${BREVDUE_SIGN_IDENTITY:-} ]]; then "$here/sign.sh" ${flag[@]+"${flag[@]}"} "$app"; fi
content=$(mktemp -d)
trap 'rm -rf "$content"' EXIT
run cp -R "$app" "$content/"
run ln -s /Applications "$content/Applications"
run hdiutil create -volname "Brevdue $version" -srcfolder "$content" -ov -format UDZO "$image"
if [[ -n ${BREVDUE_SIGN_IDENTITY:-} ]]; then run codesign --timestamp --sign "$BREVDUE_SIGN_IDENTITY" "$image"; fi
