#!/usr/bin/env bash
# Packs everything the benchmarks need (Node, Chromium, their libraries, the packages, the peers, a font, the loaders of
# EGL and Vulkan) for a Linux machine that has a GPU and nothing else: no network, no Node, no browser. Debian or Ubuntu, x86-64.
#
#   test/bench/bare/pack.sh <folder> [part size, MiB]      writes <folder>/parts/*, run.sh and xz
#
# On the other machine: put the parts into `parts` beside run.sh, then `bash run.sh gallery start …`. The browser takes minutes
# to compress and is kept from pack to pack, <folder>/chromium.xz; the rest is made anew.
set -euo pipefail
root="$(cd "$(dirname "$0")/../../.." && pwd)"
out="$(mkdir -p "$1" && cd "$1" && pwd)"
part="${2:-58}"
chromium=/usr/lib/chromium
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT

mkdir -p "$stage/bin" "$stage/lib" "$stage/chromium/locales" "$stage/fonts" "$stage/loaders" "$stage/hairline"

cp -L "$(command -v node)" "$stage/bin/node"
for file in libEGL.so libGLESv2.so libvk_swiftshader.so libvulkan.so.1 vk_swiftshader_icd.json icudtl.dat \
  v8_context_snapshot.bin snapshot_blob.bin resources.pak chrome_100_percent.pak chrome_200_percent.pak chrome_crashpad_handler; do
  if [ -e "$chromium/$file" ]; then cp -L "$chromium/$file" "$stage/chromium/"; fi
done
cp "$chromium/locales/en-US.pak" "$stage/chromium/locales/"

# Libraries, and what they open by name. Not the C library's own: those must be the other machine's. And not the C++
# runtime: the other machine's driver may want a newer one.
libraries() {
 for each in "$chromium/chromium" "$chromium"/lib*.so /usr/lib/x86_64-linux-gnu/{libsoftokn3,libfreebl3,libfreeblpriv3,libnssckbi}.so; do
    if [ -e "$each" ]; then ldd "$each" 2>/dev/null | awk '$3 ~ /^\// { print $3 }'; fi
  done | sort -u
  ls /usr/lib/x86_64-linux-gnu/{libsoftokn3,libfreebl3,libfreeblpriv3,libnssckbi}.so 2>/dev/null || true
}
libraries | grep -vE '/(ld-linux|libc|libm|libdl|librt|libpthread|libresolv|libutil|libstdc\+\+|libgcc_s|libEGL|libGL[A-Za-z]*|libvulkan)[-.]' |
  while read -r library; do cp -L "$library" "$stage/lib/"; done

cp /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf "$stage/fonts/"
(cd "$stage/loaders" && apt-get download -qq libvulkan1 libegl1 libglvnd0 libopengl0 libgl1 libglx0 libgles2)

git -C "$root" archive HEAD src configs sketches package.json package-lock.json tsconfig.json test | tar x -C "$stage/hairline"
rm -rf "$stage/hairline/test/golden"
# What is not committed yet travels, too: this is for trying.
git -C "$root" diff --name-only HEAD | while read -r file; do if [ -f "$root/$file" ]; then cp "$root/$file" "$stage/hairline/$file"; fi; done
tar c -C "$root" --exclude=@sparticuz --exclude=@biomejs --exclude=@typescript --exclude=typescript --exclude=.cache \
  --exclude=fast-check --dereference node_modules | tar x -C "$stage/hairline"
# As the program's own start would note it: there is no registry to install from.
mkdir -p "$stage/hairline/node_modules/.cache/hairline"
sha256sum "$stage/hairline/package-lock.json" | cut -c1-64 | tr -d '\n' >"$stage/hairline/node_modules/.cache/hairline/installed"
if [ -d "$root/test/bench/peers/node_modules" ]; then
  tar c -C "$root/test/bench/peers" --exclude='*.map' --exclude='*.d.ts' --exclude=.cache node_modules | tar x -C "$stage/hairline/test/bench/peers"
fi

if [ ! "$out/chromium.xz" -nt "$chromium/chromium" ]; then
  xz -9 -c "$chromium/chromium" >"$out/chromium.new" && mv "$out/chromium.new" "$out/chromium.xz"
fi
rm -rf "$out/parts" && mkdir "$out/parts"
tar c -C "$stage" . | xz -T0 | split -b "${part}m" - "$out/parts/rest.tar.xz."
split -b "${part}m" "$out/chromium.xz" "$out/parts/chromium.xz."
cp "$(dirname "$0")/run.sh" "$out/"
cp -L "$(command -v xz)" "$out/xz"
ls -l "$out" "$out/parts"
