#!/usr/bin/env bash
# swift-fetch.sh FOLDER RELEASE: unpacks Debian's Swift (compiler, SwiftPM, Foundation, Testing) of a
# release into FOLDER, with everything it needs. Installs nothing: apt works in a root of its own.
set -euo pipefail
folder=$1 release=$2
work=$folder.fetching tree=$folder.unpacking
command -v unshare >/dev/null || { echo "unshare is missing: apt-get install util-linux" >&2; exit 1; }
rm -rf "$folder" "$work" "$tree"
mkdir -p "$work"/{etc,state/lists/partial,cache/archives/partial} "$tree"/usr/{bin,sbin,lib,lib64}

# The mirror this machine's own packages come from.
mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
[ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; exit } }' \
  /etc/apt/sources.list 2>/dev/null)
[ -n "$mirror" ] || { echo "no apt mirror is configured on this machine" >&2; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $mirror $release main" > "$work/etc/sources.list"

# With an empty status nothing counts as installed, so the newer C library comes along.
: > "$work/status"
apt=(apt-get -qq
  -o "Dir::Etc::sourcelist=$work/etc/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State=$work/state" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache"
  -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Acquire::Languages=none)
"${apt[@]}" update
"${apt[@]}" -y --download-only install swiftlang libc6-dev libstdc++-14-dev > "$work/said"

# What no test needs is left out: it is most of the size.
swift=./usr/libexec/swift
without=("$swift"/lib/swift/embedded "$swift"/lib/swift_static "$swift"/lib/'liblldb*'
  "$swift"/bin/'lldb*' "$swift"/lib/libsourcekitdInProc.so "$swift"/bin/sourcekit-lsp
  "$swift"/bin/clangd "$swift"/bin/docc "$swift"/lib/'libLTO*'
  ./usr/share/doc ./usr/share/locale ./usr/share/man)
for part in bin sbin lib lib64; do ln -s "usr/$part" "$tree/$part"; done
for package in "$work"/cache/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar -x -C "$tree" --keep-directory-symlink "${without[@]/#/--exclude=}"
done
[ -e "$tree/usr/bin/swift" ] || ln -s ../libexec/swift/bin/swift "$tree/usr/bin/swift"
touch "$tree/ready"
mv "$tree" "$folder"
rm -rf "$work"
