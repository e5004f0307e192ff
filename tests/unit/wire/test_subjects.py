import pytest
from hypothesis import given
from hypothesis import strategies as st

from telescan.wire import subjects
from telescan.wire.errors import InvalidNameError

TOKENS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}", fullmatch=True)


@given(site=TOKENS, scanner=TOKENS)
def test_the_hub_reads_from_a_subject_who_sent_it(site: str, scanner: str) -> None:
    for local in (subjects.journal(scanner), subjects.images(scanner)):
        assert subjects.sender(subjects.at_hub(site, local)) == (site, scanner)
    assert subjects.sender(subjects.live(site, scanner)) == (site, scanner)


@given(site=TOKENS, other=TOKENS, scanner=TOKENS)
def test_a_site_may_name_its_own_subjects_only(site: str, other: str, scanner: str) -> None:
    allowed = subjects.site_may_publish(site) + subjects.site_may_subscribe(site)
    assert all(pattern.startswith(f"telescan.{site}.") for pattern in allowed)
    assert all(pattern.startswith(f"telescan.{other}.") for pattern in allowed) == (site == other)


@pytest.mark.parametrize("bad", ["", "a.b", "a b", "*", ">", "-a", "x" * 64, "ö", "a\n"])
def test_what_cannot_be_a_token_is_refused_by_name(bad: str) -> None:
    with pytest.raises(InvalidNameError, match="site_id"):
        subjects.command(bad)
    with pytest.raises(InvalidNameError, match="scanner_id"):
        subjects.journal(bad)


def test_only_journal_and_images_go_to_the_hub() -> None:
    with pytest.raises(InvalidNameError):
        subjects.at_hub("county", "secrets.mr1")
