"""``make bench``: every benchmark, or those named."""

import sys

import telescan.cli  # noqa: F401  # sets up threads as the product does
from bench import report
from bench.link_emulator import LinkUnavailableError


def main(wanted: list[str]) -> None:
    for name in wanted or report.names():
        try:
            print(report.table(name, report.run(name)), flush=True)
        except LinkUnavailableError as reason:
            print(f"{name}\n  not measured: {reason}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
