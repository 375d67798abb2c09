# To be sourced: puts a Node that Runcible runs on first on PATH. A fresh Debian or Ubuntu has none, or one that is too
# old: apt brings npm then, and npm a newer Node, into a folder of our own.

node_is_new_enough() {
  command -v npm && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)
  '
} >/dev/null 2>&1

if ! node_is_new_enough; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends npm
fi

if ! node_is_new_enough; then
  node_package=node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  node_folder=${XDG_CACHE_HOME:-$HOME/.cache}/runcible/node
  npm install --no-save --ignore-scripts --prefix "$node_folder" "$node_package@22"
  export PATH=$node_folder/node_modules/$node_package/bin:$PATH
fi
