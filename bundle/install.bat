@echo off
rem Installs auditlib into venv\ from the wheels beside this file, without a network. Needs Python 3.11.
chcp 65001 >nul
cd /d "%~dp0"
py -3.11 --version >nul 2>nul || (echo 需要 Python 3.11：请先安装，再运行 install.bat & pause & exit /b 2)
py -3.11 -m venv venv || exit /b 1
venv\Scripts\python -m pip install --quiet --no-index --find-links wheels "auditlib[lab]" || (echo 安装没有完成，请把以上信息告知软件维护人 & pause & exit /b 1)
echo 已安装。先运行：venv\Scripts\auditlib demo
pause
