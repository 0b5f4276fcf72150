"""Limits of memory and time for this process on Windows, where a Job object sets them."""

from __future__ import annotations

import ctypes
import sys
from ctypes import Structure, c_int64, c_size_t, c_uint32, c_uint64, c_void_p

_LIMIT_INFORMATION = 9
_PROCESS_TIME, _PROCESS_MEMORY, _DIE_ON_EXCEPTION = 0x2, 0x100, 0x400
_TICKS = 10_000_000
"""Windows counts time in tenths of a microsecond."""


class _Basic(Structure):
    _fields_ = (
        ("per_process_time", c_int64),
        ("per_job_time", c_int64),
        ("flags", c_uint32),
        ("smallest_working_set", c_size_t),
        ("largest_working_set", c_size_t),
        ("processes", c_uint32),
        ("affinity", c_size_t),
        ("priority", c_uint32),
        ("scheduling", c_uint32),
    )


class _Extended(Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", c_uint64 * 6),
        ("process_memory", c_size_t),
        ("job_memory", c_size_t),
        ("peak_process_memory", c_size_t),
        ("peak_job_memory", c_size_t),
    )


def limits_of(memory: int, seconds: int) -> _Extended:
    """The structure JOBOBJECT_EXTENDED_LIMIT_INFORMATION for a process with `memory` bytes and `seconds` of work."""
    limits = _Extended()
    limits.basic.flags = _PROCESS_TIME | _PROCESS_MEMORY | _DIE_ON_EXCEPTION
    limits.basic.per_process_time = seconds * _TICKS
    limits.process_memory = memory
    return limits


if sys.platform == "win32":

    def limit_this_process(memory: int, seconds: int) -> None:
        """Let this process have `memory` bytes and `seconds` of work. Raises OSError where that can't be set."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = c_void_p
        kernel.SetInformationJobObject.argtypes = (c_void_p, ctypes.c_int, c_void_p, c_uint32)
        kernel.AssignProcessToJobObject.argtypes = (c_void_p, c_void_p)
        job, limits = kernel.CreateJobObjectW(None, None), limits_of(memory, seconds)
        size = ctypes.sizeof(limits)
        done = (
            job
            and kernel.SetInformationJobObject(job, _LIMIT_INFORMATION, ctypes.byref(limits), size)
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        )
        if not done:
            raise ctypes.WinError(ctypes.get_last_error())

else:

    def limit_this_process(memory: int, seconds: int) -> None:
        """Job objects are Windows' own. Raises OSError."""
        raise OSError
