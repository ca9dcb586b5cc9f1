# What a bare Debian or Ubuntu lacks to build and run DetectionSDK. Sourced by detect.sh, test.sh and .ci/run.
# Each function installs only what is absent and says what; where it cannot, it says what to do and returns 1.
# On a machine where nothing is lacking no function needs root, a network or a second.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 ORT_DISABLE_TELEMETRY=1

say() { echo "[set-up] $*"; }

# Packages of the distribution, as root or by sudo.
install_packages() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && root=(sudo)
    [ ${#root[@]} -gt 0 ] || { say "root is needed once:  apt-get install -y --no-install-recommends $*"; return 1; }
  fi
  command -v apt-get >/dev/null || { say "this is no Debian or Ubuntu; please install what these hold: $*"; return 1; }
  say "installing $* ..."
  local log; log=$(mktemp)
  "${root[@]}" apt-get update -qq >"$log" 2>&1 || true # the list at hand may do
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1 \
    || { tail -n 5 "$log"; rm -f "$log"; say "could not install $*"; return 1; }
  rm -f "$log"
}

has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep -F "$1 " >/dev/null; }

# Shared libraries that OpenCV's native library is linked to.
need_libraries() {
  local missing=()
  has_library libgtk-3.so.0 || missing+=(libgtk-3-0)
  has_library libatomic.so.1 || missing+=(libatomic1)
  has_library libdrm.so.2 || missing+=(libdrm2)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

has_dotnet() { command -v dotnet >/dev/null && dotnet --list-sdks | grep '^10\.' >/dev/null; }

# The .NET SDK 10: the one at hand, the distribution's, or Microsoft's in ~/.dotnet, which needs no root.
need_dotnet() {
  has_dotnet || { PATH="${DOTNET_ROOT:-$HOME/.dotnet}:$PATH"; export PATH; }
  if ! has_dotnet; then
    apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1 && install_packages dotnet-sdk-10.0
    has_dotnet || install_dotnet_at_home \
      || { say "please install the .NET SDK 10: https://dotnet.microsoft.com/download"; return 1; }
  fi
  # Without ICU, which a bare machine lacks and nothing here needs, .NET starts in this mode only.
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep libicuuc.so >/dev/null || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
}

install_dotnet_at_home() {
  local missing=() script
  command -v curl >/dev/null || missing+=(curl)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
  has_library libstdc++.so.6 || missing+=(libstdc++6)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}" || return 1
  say "installing the .NET SDK 10 into ~/.dotnet (Microsoft's dotnet-install.sh) ..."
  script=$(mktemp)
  curl -fsSL https://dot.net/v1/dotnet-install.sh -o "$script" \
    && bash "$script" --channel 10.0 --install-dir "$HOME/.dotnet" >/dev/null
  rm -f "$script"
  export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"
  has_dotnet
}

# What the tests of live cameras and of pages need: network video, a browser, an RTSP server. They are skipped with a
# reason where it is absent, so this never fails.
want_camera_tools() {
  local missing=()
  command -v ffmpeg >/dev/null || missing+=(ffmpeg)
  [ -x /usr/bin/chromium ] || missing+=(chromium)
  /usr/bin/python3 -c "import gi; gi.require_version('GstRtspServer', '1.0')" 2>/dev/null \
    || missing+=(python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good)
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}" || say "the tests that need them are skipped"
}
