#!/usr/bin/env bash
# base-image.sh OUT_TAR NODE_BINARY: a root file system with Node, npm and a shell out of this Debian machine's own files, for tests
# only. It holds all of the C and C++ run-time libraries, because native packages name them one by one.
set -euo pipefail
out=$1
node_binary=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},usr/local/{bin,lib/node_modules},etc/ssl/certs,tmp,var/tmp,root,home/node,proc,sys,dev,run}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
chmod 1777 "$root/tmp" "$root/var/tmp"

add_library() { [ -e "$root$1" ] || install -D "$(readlink -f "$1")" "$root$1"; }
add_program() { # from, to: with the libraries that it needs, at their own paths
  local file library
  file=$(readlink -f "$1")
  install -D "$file" "$root$2"
  { ldd "$file" 2>/dev/null || true; } | { grep -oE '/[^ ]+' || true; } | while read -r library; do add_library "$library"; done
}

programs="sh bash cat chmod chown cp cut date dirname basename echo env expr false find grep head id install ln ls mkdir mktemp mv printf pwd
  readlink realpath rm rmdir sed sleep sort stat tail tar tee test touch tr true uname wc whoami xargs gzip hostname"
for program in $programs; do add_program "$(type -P "$program")" "/usr/bin/$program"; done
add_program "$node_binary" /usr/local/bin/node
dpkg -L libc6 libgcc-s1 libstdc++6 | grep -E '/lib/[^/]+-linux-gnu/[^/]+\.so[^/]*$' | while read -r library; do add_library "$library"; done

cp -a "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$root/usr/local/lib/node_modules/npm"
for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$root/usr/local/bin/$name"; done
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp /etc/os-release /etc/nsswitch.conf "$root/etc/"
printf 'root:x:0:0:root:/root:/bin/bash\nnode:x:1000:1000::/home/node:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' >"$root/etc/passwd"
printf 'root:x:0:\nnode:x:1000:\nnogroup:x:65534:\n' >"$root/etc/group"
chown -R 1000:1000 "$root/home/node"
tar -C "$root" --numeric-owner -cf "$out" .
