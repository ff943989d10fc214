"""The table that bench/run prints: one row a measurement, with its budget."""

import datetime
import os
import platform
import sys


def _machine():
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    model = line.partition(":")[2].strip()
                    break
    except OSError:
        pass
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}"


def _number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


class Table:
    HEAD = ("Work", "requests/s", "measured", "budget", "met", "B us", "x B", "p50 us", "p99 us",
            "p99.9 us")

    def __init__(self):
        self.rows = []
        self.missed = 0

    def _add(self, name, run, measured, limit, met):
        b_us = run.get("b_us", 0)
        cells = [name, _number(run["rps"]) if "rps" in run else "", measured, limit,
                 "yes" if met else "**no**", _number(b_us) if b_us else "",
                 f"{run['cpu_us'] / b_us:.2f}" if b_us else ""]
        cells += [_number(run[p]) if p in run else "" for p in ("p50_us", "p99_us", "p999_us")]
        self.rows.append(cells)
        self.missed += not met
        print(" | ".join(cells), file=sys.stderr, flush=True)

    def add(self, name, run, value, unit, limit, limit_text):
        """CPU time of a request or an item; the limit may depend on B."""
        self._add(name, run, f"{_number(value)} {unit}", f"{limit_text} = {_number(limit)}", value <= limit)

    def add_rate(self, name, run, value, unit, least):
        self._add(name, run, f"{_number(value)} {unit}", f"at least {_number(least)}", value >= least)

    def add_ratio(self, name, run, value, limit):
        self._add(name, run, f"{value:.2f} x", f"{limit} x", value <= limit)

    def add_plain(self, name, value, unit, limit):
        self._add(name, {}, f"{_number(value)} {unit}", f"{_number(limit)} {unit}", value <= limit)

    def add_peer(self, name, run):
        self._add(name, run, f"{_number(run['cpu_us'])} us", "", True)
        self.rows[-1][4] = ""

    def markdown(self):
        lines = [f"{datetime.date.today().isoformat()}, {_machine()}", "",
                 "| " + " | ".join(self.HEAD) + " |", "|" + "---|" * len(self.HEAD)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines) + "\n"
