"""The choice of a device, on machines that we do not have."""

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import onnxruntime as ort
import pytest

from core.runtime.engine import providers
from core.runtime.engine.providers import CPU, CUDA, Machine, gpu_of_driver, gpu_of_runtime
from core.runtime.engine.registry import Registry
from core.runtime.engine.sessions import Sessions, open_session

GPU = Machine(cpu="two cores", gpu="A GPU")


class Opener:
    """Opens sessions on the CPU, notes what was asked, and claims to run on `granted`."""

    def __init__(self, granted: set[str]) -> None:
        self.granted, self.asked = granted, []

    def __call__(self, path, wanted):
        self.asked.append((path.stem, list(wanted)))
        real = open_session(path, [CPU])
        running = [name for name in wanted if name in self.granted]
        return SimpleNamespace(get_providers=lambda: running, run=real.run)


def test_a_gpu_gets_the_float_graph(tiny_artifacts) -> None:
    artifact, opener = tiny_artifacts.add(), Opener({CUDA, CPU})
    served = Registry(tiny_artifacts.root, Sessions(GPU, opener)).served(artifact)
    assert (served.role, served.device) == ("float", "cuda")
    assert opener.asked == [("float", [CUDA, CPU])]


def test_a_gpu_without_libraries_falls_back_to_the_cpu_and_its_graph(tiny_artifacts) -> None:
    artifact, opener = tiny_artifacts.add(), Opener({CPU})
    sessions = Sessions(GPU, opener)
    registry = Registry(tiny_artifacts.root, sessions)
    served = registry.served(artifact)
    assert (served.role, served.device) == ("small", "cpu")
    assert sessions.machine == Machine("two cores")
    tries = len(opener.asked)
    registry.served(artifact)
    assert len(opener.asked) == tries  # it is not tried again


def test_the_int8_graph_never_goes_to_a_gpu(tiny_artifacts) -> None:
    artifact, opener = tiny_artifacts.add(), Opener({CUDA, CPU})
    Registry(tiny_artifacts.root, Sessions(GPU, opener)).session(artifact, "small")
    assert opener.asked == [("small", [CPU])]


def test_an_artifact_without_a_cuda_graph_is_served_on_the_cpu(tiny_artifacts) -> None:
    artifact = tiny_artifacts.add(serve={"cpu": "small"})
    opener = Opener({CUDA, CPU})
    served = Registry(tiny_artifacts.root, Sessions(GPU, opener)).served(artifact)
    assert served.device == "cpu"
    assert opener.asked == [("small", [CPU])]


def test_a_cpu_machine_never_asks_for_cuda(tiny_artifacts) -> None:
    artifact, opener = tiny_artifacts.add(), Opener({CPU})
    Registry(tiny_artifacts.root, Sessions(Machine("two cores"), opener)).served(artifact)
    assert opener.asked == [("small", [CPU])]


def test_old_sessions_make_room(tiny_artifacts) -> None:
    artifact, opener = tiny_artifacts.add(), Opener({CPU})
    registry = Registry(tiny_artifacts.root, Sessions(Machine("c"), opener, kept=1))
    first = registry.session(artifact, "small")
    registry.session(artifact, "float")
    assert registry.session(artifact, "small") is not first
    assert first.run(None, {"x": [[1, 1, 1]]})  # who still holds it can still use it


def device(ep_name: str, kind, vendor: str, name: str = ""):
    hardware = SimpleNamespace(type=kind, vendor=vendor, metadata={"Description": name})
    return SimpleNamespace(ep_name=ep_name, device=hardware)


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        ([device(CPU, ort.OrtHardwareDeviceType.CPU, "AMD", "a processor")], ""),
        ([device(CUDA, ort.OrtHardwareDeviceType.GPU, "NVIDIA", "RTX")], "RTX"),
        ([device(CUDA, ort.OrtHardwareDeviceType.GPU, "NVIDIA")], "NVIDIA GPU"),
        ([device("DmlExecutionProvider", ort.OrtHardwareDeviceType.GPU, "Intel", "Arc")], ""),
        ([], ""),
    ],
)
def test_the_runtimes_devices_are_read(devices, expected) -> None:
    assert gpu_of_runtime(lambda: devices) == expected


class Driver:
    """The five calls of the CUDA driver that we make."""

    def __init__(self, count: int, status: int = 0) -> None:
        self.count, self.status = count, status

    def cuInit(self, flags) -> int:  # noqa: N802
        return self.status

    def cuDeviceGetCount(self, count) -> int:  # noqa: N802
        ctypes.cast(count, ctypes.POINTER(ctypes.c_int))[0] = self.count
        return 0

    def cuDeviceGet(self, device, index) -> int:  # noqa: N802
        return 0

    def cuDeviceGetName(self, name, size, device) -> int:  # noqa: N802
        name.value = b"H100"
        return 0


def no_driver(name: str):
    raise OSError(name)


def test_the_driver_is_asked_quietly() -> None:
    assert gpu_of_driver(lambda name: Driver(1)) == "H100"
    assert gpu_of_driver(lambda name: Driver(0)) == ""
    assert gpu_of_driver(lambda name: Driver(1, status=100)) == ""
    assert gpu_of_driver(no_driver) == ""


def test_the_processor_has_a_name(tmp_path) -> None:
    listing = tmp_path / "cpuinfo"
    listing.write_text("processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\n")
    assert providers.cpu_name(listing) == "Some CPU @ 3 GHz"
    assert providers.cpu_name(tmp_path / "none")


def test_this_machine_is_found_without_a_word(tiny_artifacts, project) -> None:
    artifact = tiny_artifacts.add()
    program = (
        "import sys; from pathlib import Path; from core.runtime import Registry\n"
        "registry = Registry(Path(sys.argv[1]))\n"
        "served = registry.served(registry.artifact('tiny'))\n"
        "print(served.device, served.session.get_providers()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tiny_artifacts.root)],
        capture_output=True,
        text=True,
        cwd=project,
        check=True,
    )
    device, provider = done.stdout.split()
    assert done.stderr == ""
    assert provider == (CUDA if device == "cuda" else CPU)
    assert artifact.serve["cpu"] == "small"
