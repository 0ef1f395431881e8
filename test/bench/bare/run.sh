#!/usr/bin/env bash
# Unpacks what pack.sh made and runs benchmarks, on a machine with a GPU and nothing else (see pack.sh). Prints first who draws.
#
#   bash run.sh [name…] [--quick]      results in $OUT, or beside this file
#
# HAIRLINE_BARE_WANT=NVIDIA: stop unless that draws, with the program's own choice or, said so, with Vulkan.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
out="${OUT:-$here/results}"
home="${HAIRLINE_BARE:-/tmp/hairline-bare}"
mkdir -p "$out"

if [ ! -e "$home/unpacked" ]; then
  rm -rf "$home" && mkdir -p "$home"
  unxz="$(command -v xz || { chmod +x "$here/xz"; echo "$here/xz"; })"
  cat "$here"/parts/rest.tar.xz.* | "$unxz" -dc | tar x --no-same-owner -C "$home" || exit 1
  cat "$here"/parts/chromium.xz.* | "$unxz" -dc >"$home/chromium/chromium" && chmod +x "$home/chromium/chromium" || exit 1
  # What was changed since the pack was made.
  if [ -e "$here/overlay.tar" ]; then tar x --no-same-owner -C "$home/hairline" -f "$here/overlay.tar"; fi
  touch "$home/unpacked"
fi

# The loaders go where drivers look for them, if the machine has none.
if [ -d /usr/local/nvidia ] || [ -e /dev/nvidiactl ]; then
  if ! ldconfig -p | grep -q 'libEGL\.so\.1'; then
    for package in "$home"/loaders/*.deb; do dpkg -x "$package" /; done
    ldconfig
  fi
  for file in /usr/local/nvidia/share/glvnd/egl_vendor.d/10_nvidia.json /usr/share/glvnd/egl_vendor.d/10_nvidia.json; do
    if [ -e "$file" ]; then export __EGL_VENDOR_LIBRARY_FILENAMES="$file"; break; fi
  done
  for file in /usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json /usr/share/vulkan/icd.d/nvidia_icd.json /etc/vulkan/icd.d/nvidia_icd.json; do
    if [ -e "$file" ]; then export VK_DRIVER_FILES="$file"; break; fi
  done
fi

mkdir -p "$home/fontcache"
cat >"$home/fonts.conf" <<XML
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>$home/fonts</dir><cachedir>$home/fontcache</cachedir></fontconfig>
XML
# Only the browser sees the carried libraries, and after the machine's own where it has them.
cat >"$home/browser" <<SH
#!/bin/sh
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+\$LD_LIBRARY_PATH:}$home/lib" FONTCONFIG_FILE="$home/fonts.conf"
exec "$home/chromium/chromium" "\$@" \${HAIRLINE_BARE_FLAGS:-}
SH
chmod +x "$home/browser" "$home/bin/node"
export PATH="$home/bin:$PATH" HAIRLINE_BROWSER="$home/browser"

cd "$home/hairline" || exit 1
echo "cores $(nproc), load $(cut -d' ' -f1-3 /proc/loadavg), $(uname -r)"
command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
ls -d /dev/dri /dev/dri/* /dev/nvidia* 2>/dev/null | tr '\n' ' '
echo
who() { timeout 90 node --import tsx test/bench/bare/renderer.ts; }
said="$(who)"
echo "$said"
# Figures of a software renderer are not what this machine was asked for.
if [ -n "${HAIRLINE_BARE_WANT:-}" ] && ! head -1 <<<"$said" | grep -q "$HAIRLINE_BARE_WANT"; then
  export HAIRLINE_BARE_FLAGS="--use-angle=vulkan --enable-features=Vulkan --disable-vulkan-surface"
  echo "not $HAIRLINE_BARE_WANT; with $HAIRLINE_BARE_FLAGS:"
  said="$(who)"
  echo "$said"
  head -1 <<<"$said" | grep -q "$HAIRLINE_BARE_WANT" || exit 1
fi

quick=""
names=()
for word in "$@"; do if [ "$word" = --quick ]; then quick=--quick; else names+=("$word"); fi; done
for name in "${names[@]}"; do
  timeout "${HAIRLINE_BARE_LIMIT:-280}" node --import tsx "test/bench/$name.ts" $quick 2>&1 | tee "$out/$name.log"
  cp "test/bench/results/${quick:+local/}$name.json" "$out/" 2>/dev/null || echo "no result of $name"
done
