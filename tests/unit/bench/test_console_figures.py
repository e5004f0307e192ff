"""What the console's benchmark makes of its samples."""

import pytest
from bench.console.figures import Samples, quantile, ratio, under_upload


def test_quantiles_are_samples_and_leave_out_what_was_never_seen() -> None:
    samples = Samples(delays_ms=[float(ms) for ms in range(100, 0, -1)] + [None, None])
    figures = samples.figures()
    assert (figures["p50_ms"], figures["p95_ms"], figures["max_ms"]) == (50, 95, 100)
    assert (figures["keys"], figures["keys_lost"]) == (102, 2)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95, 1.0])
def test_a_single_sample_is_every_quantile(share: float) -> None:
    assert quantile([7.0], share) == 7.0


def test_what_has_no_sample_is_not_measured() -> None:
    figures = Samples().figures()
    assert figures["p50_ms"] is None
    assert figures["bytes_per_event"] is None
    assert figures["bytes_per_image"] is None


def test_slices_between_the_first_and_the_last_seen_are_lost_where_they_were_not_seen() -> None:
    samples = Samples()
    samples.add_frames([5, 6, 9])
    samples.add_frames([20, 22])
    samples.add_frames([])
    figures = samples.figures()
    assert (figures["frames"], figures["frames_lost"]) == (8, 3)


def test_bytes_are_shared_by_keys_and_slices() -> None:
    samples = Samples(delays_ms=[10.0] * 4, typing_bytes=600)
    samples.add_frames([1, 2])
    assert samples.figures()["bytes_per_event"] == 100


def test_the_ratio_is_ours_over_theirs_and_unknown_where_either_is() -> None:
    ours = Samples(delays_ms=[30.0], motion_bytes={"text": [10.0]}).figures()
    theirs = Samples(delays_ms=[60.0]).figures()
    assert ratio(ours, theirs)["p50_ms"] == 0.5
    assert ratio(ours, theirs)["bytes_per_text_scroll"] is None
    assert ratio(theirs, ours)["bytes_per_text_scroll"] is None


def test_the_picture_is_exact_when_it_was_in_every_turn() -> None:
    samples = Samples(exact_after_ms={"text": [80.0, 120.0], "image": [90.0, None]})
    assert samples.figures()["exact_after_ms"] == {"text": 120.0, "image": None}


def test_an_upload_is_told_by_what_it_costs_and_what_it_gets() -> None:
    without = Samples(delays_ms=[50.0], typing_bytes=500_000, typing_s=1.0).figures()
    during = Samples(delays_ms=[60.0], typing_bytes=2_000_000, typing_s=1.0).figures()
    told = under_upload(without, during, rate_mbit_s=20.0)
    assert told["p95_ms"] == 1.2
    assert told["upload_share_of_what_is_left"] == 0.75
    assert under_upload(without, during, rate_mbit_s=0.0)["upload_share_of_what_is_left"] is None
