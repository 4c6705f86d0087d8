#!/bin/bash
# Sign Brevdue.app with the identity in BREVDUE_SIGN_IDENTITY (a "Developer ID Application: …" in the keychain).
# With --dry-run only the commands are printed. Not tried on a Mac where this was written.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run() { if [[ $dry == yes ]]; then printf '%q ' "$@"; echo; else "$@"; fi; }
dry=no
if [[ ${1:-} == --dry-run ]]; then dry=yes; shift; fi
app=${1:?usage: sign.sh [--dry-run] PATH/Brevdue.app}
identity=${BREVDUE_SIGN_IDENTITY:?the identity to sign with is not in the environment}
sign=(codesign --force --timestamp --options runtime --sign "$identity")
rights=(--entitlements "$here/entitlements.plist") # of programs; a library has those of the program that loads it
# From the inside out: a signature covers the signatures inside.
inside() { find "$app/Contents/Frameworks" -depth "$@" -print0; }
while IFS= read -r -d '' part; do
    run "${sign[@]}" "$part"
done < <(inside -type f \( -name '*.dylib' -o -name '*.so' -o -perm -u+x \); inside -type d -name '*.framework')
run "${sign[@]}" "${rights[@]}" "$app/Contents/MacOS/brevdue-cli"
run "${sign[@]}" "${rights[@]}" "$app"
run codesign --verify --deep --strict --verbose=2 "$app"
