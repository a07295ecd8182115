"""Which device serves: found quietly, and believed only from a session that runs on it.

`onnxruntime.get_available_providers()` lists CUDA on machines that have none, and asking for CUDA
without its libraries logs two loud lines. So a GPU is looked for first (in ONNX Runtime's own
devices, then through the driver), CUDA is requested only where there is one, and what a session
reports of itself has the last word. `Machine` is plain data, so that tests can be any machine.
"""

from __future__ import annotations

import ctypes
import logging
import platform
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import onnxruntime as ort

from core.runtime.engine.manifest import DeviceKind

CUDA = "CUDAExecutionProvider"
CPU = "CPUExecutionProvider"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Machine:
    """What was found: the processor's name, and the GPU's, empty where there is none to use."""

    cpu: str
    gpu: str = ""

    @property
    def kind(self) -> DeviceKind:
        return "cuda" if self.gpu else "cpu"

    @property
    def name(self) -> str:
        return self.gpu or self.cpu

    def providers(self) -> list[str]:
        """What to ask a session for, the preferred first."""
        return [CUDA, CPU] if self.gpu else [CPU]


def gpu_of_runtime(ep_devices: Callable[[], list[ort.OrtEpDevice]] = ort.get_ep_devices) -> str:
    """The name of an NVIDIA GPU among ONNX Runtime's devices, or an empty string."""
    for found in ep_devices():
        device = found.device
        if found.ep_name == CUDA or (
            device.type == ort.OrtHardwareDeviceType.GPU and "nvidia" in device.vendor.lower()
        ):
            return dict(device.metadata).get("Description", "") or "NVIDIA GPU"
    return ""


def gpu_of_driver(load: Callable[[str], ctypes.CDLL] = ctypes.CDLL) -> str:
    """The first GPU's name from the CUDA driver, or an empty string; says nothing either way.

    ONNX Runtime's device list holds the CUDA provider only once its library was registered, which
    is loud where that library's own needs are unmet; the driver can always be asked.
    """
    library = "nvcuda.dll" if platform.system() == "Windows" else "libcuda.so.1"
    try:
        driver = load(library)
    except OSError:
        return ""
    count, device = ctypes.c_int(0), ctypes.c_int(0)
    name = ctypes.create_string_buffer(128)
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)) or count.value < 1:
        return ""
    if driver.cuDeviceGet(ctypes.byref(device), 0):
        return "NVIDIA GPU"
    if driver.cuDeviceGetName(name, len(name), device):
        return "NVIDIA GPU"
    return name.value.decode("utf-8", "replace") or "NVIDIA GPU"


def cpu_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The processor as its maker calls it, or the architecture."""
    try:
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


@lru_cache(maxsize=1)
def this_machine() -> Machine:
    """Look once per process. CUDA's libraries are made findable where a wheel brought them."""
    cpu = cpu_name()
    if CUDA not in ort.get_available_providers():
        return Machine(cpu)
    gpu = gpu_of_runtime() or gpu_of_driver()
    if gpu:
        ort.preload_dlls()
    return Machine(cpu, gpu)
