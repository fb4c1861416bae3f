"""Coverage-guided fuzzing: `python -m tests.fuzz TARGET --minutes N` (needs atheris: pip install -e ".[fuzz]").

Inputs that break a target are written to its corpus, one for each place where it broke; the run goes on. The normal
tests replay the corpus. `python -m tests.fuzz seeds` writes the usual inputs anew.
"""

from __future__ import annotations

import argparse
import json
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random
from types import FrameType

SLOW_SECONDS = 5  # of processor time for one input
BACKSTOP_SECONDS = 600  # of wall-clock time: the process may be paused meanwhile
MAX_MEGABYTES = 4096  # the fuzzer itself keeps what it has seen, about a gigabyte in half an hour
MAX_MEGABYTES_AT_ONCE = 1024  # for one input
REPORT_SECONDS = 60
_INSTRUMENTED = ["scenegen", "demo", "PIL.PngImagePlugin", "PIL.ImageFile", "zipfile", "defusedxml", "xml"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", help="what to fuzz (see targets.py), or `seeds`")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--inputs", type=Path, help="a folder for all inputs that reached something new")
    parser.add_argument("--report", type=Path, help="a JSON file with what came of it")
    return parser.parse_args()


class SlowError(Exception):
    pass


def _too_slow(signum: int, frame: FrameType | None) -> None:
    raise SlowError(f"an input takes more than {SLOW_SECONDS} s")


def fuzz(options: argparse.Namespace) -> None:
    try:
        import atheris
    except ImportError:
        raise SystemExit('Fuzzing needs atheris: pip install -e ".[fuzz]"') from None
    with atheris.instrument_imports(include=_INSTRUMENTED):
        from tests.fuzz.targets import CORPUS, MAX_BYTES, TARGETS, name_of

    import torch

    torch.set_num_threads(1)
    if options.target not in TARGETS:
        raise SystemExit(f"There is no target {options.target}; choose one of {', '.join(TARGETS)}.")
    target = TARGETS[options.target]
    begun, told = time.monotonic(), 0.0
    executions, slowest = 0, 0.0
    broken: dict[str, str] = {}

    def report() -> None:
        figures = {
            "target": options.target,
            "minutes": round((time.monotonic() - begun) / 60, 1),
            "processor_minutes": round(time.process_time() / 60, 1),
            "executions": executions,
            "slowest_seconds": round(slowest, 2),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "broken": broken,
        }
        print(json.dumps(figures), flush=True)
        if options.report:
            options.report.write_text(json.dumps(figures, indent=1))

    def one(data: bytes) -> None:
        nonlocal executions, slowest, told
        executions += 1
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SLOW_SECONDS)
        try:
            target.run(data)
        except Exception as error:  # whatever it is: this is what is looked for
            where = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
            if place not in broken:
                broken[place] = name_of(data)
                (CORPUS / options.target / name_of(data)).write_bytes(data)
                traceback.print_exc()
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - start)
        if time.monotonic() - begun > told:
            told += REPORT_SECONDS
            report()

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.9:
            changed = target.mutate(data, random, lambda part: atheris.Mutate(part, max(64, 2 * len(part))))
            if len(changed) <= max_size:
                return changed
        return atheris.Mutate(data, max_size)

    signal.signal(signal.SIGPROF, _too_slow)
    inputs = options.inputs or Path(tempfile.mkdtemp())
    inputs.mkdir(parents=True, exist_ok=True)
    flags = [
        f"-max_total_time={round(60 * options.minutes)}",
        f"-max_len={MAX_BYTES}",
        f"-rss_limit_mb={MAX_MEGABYTES}",
        f"-malloc_limit_mb={MAX_MEGABYTES_AT_ONCE}",
        f"-timeout={BACKSTOP_SECONDS}",
        "-print_final_stats=1",
        f"-artifact_prefix={CORPUS / options.target}/",
    ]
    atheris.Setup([sys.argv[0], *flags, str(inputs), str(CORPUS / options.target)], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    chosen = arguments()
    if chosen.target == "seeds":
        from tests.fuzz.seeds import write_seeds

        write_seeds()
    else:
        fuzz(chosen)
