#!/bin/sh
# Installs auditlib into ./venv from the wheels beside this file, without a network. Needs Python 3.11.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3.11}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "需要 Python 3.11：PYTHON=/路径/python3.11 sh install.sh"; exit 2; }
"$python" -m venv "$here/venv"
"$here/venv/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" "auditlib[lab]"
echo "已安装。先运行：$here/venv/bin/auditlib demo"
