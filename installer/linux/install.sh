#!/bin/sh
# Put Brevdue in place for one person, or with root for everybody; `./install.sh --remove` takes it away again.
# The data (~/.local/share/Brevdue) are touched by neither. PREFIX names another place.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" = 0 ]; then prefix=${PREFIX:-/opt}; bin=${PREFIX:-/usr/local}/bin; share=${PREFIX:-/usr/local}/share
else prefix=${PREFIX:-$HOME/.local}/lib; bin=${PREFIX:-$HOME/.local}/bin; share=${PREFIX:-$HOME/.local}/share
fi
place=$prefix/brevdue

# Only what is Brevdue's own: an administrator's brevdue-settings.json may lie beside it, and stays.
remove() {
    rm -rf "$place/_internal"
    rm -f "$place/brevdue" "$place/brevdue-cli"
    rmdir "$place" 2>/dev/null || true
    rm -f "$bin/brevdue" "$bin/brevdue-cli" "$share/applications/brevdue.desktop" \
        "$share/icons/hicolor/512x512/apps/brevdue.png" "$share/mime/packages/brevdue.xml"
}

# What Brevdue put among the person's own settings: the start at log-in, and the timers of the schedule.
forget_schedule() {
    for timer in "$HOME"/.config/systemd/user/brevdue-*.timer; do
        [ -e "$timer" ] || continue
        systemctl --user disable --now "$(basename "$timer")" >/dev/null 2>&1 || true
    done
    rm -f "$HOME"/.config/systemd/user/brevdue-*.timer "$HOME"/.config/systemd/user/brevdue-*.service \
        "$HOME"/.config/systemd/user/timers.target.wants/brevdue-*.timer "$HOME"/.config/autostart/brevdue-*.desktop
}

tell_desktop() {
    if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications" || true; fi
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime" || true; fi
}

if [ "${1:-}" = --remove ]; then
    remove
    forget_schedule
    tell_desktop
    echo "Brevdue is removed. Your data are still in ${XDG_DATA_HOME:-$HOME/.local/share}/Brevdue."
    exit 0
fi
mkdir -p "$prefix" "$bin" "$share/applications" "$share/icons/hicolor/512x512/apps" "$share/mime/packages"
rm -rf "$place.new"
if ! cp -R "$here/brevdue" "$place.new"; then
    rm -rf "$place.new"
    echo "Brevdue could not be copied to $prefix. Nothing was changed." >&2
    exit 2
fi
remove
mkdir -p "$place"
mv "$place.new"/* "$place"
rmdir "$place.new"
ln -s "$place/brevdue" "$bin/brevdue"
ln -s "$place/brevdue-cli" "$bin/brevdue-cli"
cp "$here/brevdue.png" "$share/icons/hicolor/512x512/apps/brevdue.png"
cp "$here/brevdue.xml" "$share/mime/packages/brevdue.xml"
sed "s|^Exec=brevdue|Exec=\"$place/brevdue\"|" "$here/brevdue.desktop" > "$share/applications/brevdue.desktop"
tell_desktop
echo "Brevdue is installed in $place. Find it in the menu, or start it with: brevdue"
