"""What the numbers were measured on, and with which versions: a number without it says little."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

PACKAGES = (
    "onnxruntime-gpu",
    "onnxruntime",
    "torch",
    "numpy",
    "streamlit",
    "gensim",
    "playwright",
)


def machine() -> dict[str, str]:
    """Processor, cores, memory, system, versions. No name and no path of the machine."""
    return {
        "processor": _processor(),
        "cores": f"{len(os.sched_getaffinity(0))} of {psutil.cpu_count()}",
        "vector instructions": ", ".join(_instructions()) or "not known",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **_versions(),
    }


def load_average() -> float:
    """Of the last minute. Above 0.5 somebody else computes, and the numbers are worth less."""
    return os.getloadavg()[0]


def _cpuinfo(key: str) -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")


def _processor() -> str:
    return _cpuinfo("model name") or platform.processor() or "not known"


def _instructions() -> list[str]:
    known = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "asimd")
    flags = (_cpuinfo("flags") or _cpuinfo("Features")).split()
    return [name for name in known if name in flags]


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
