"""How updates are asked for."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from telescan.console.rfb.pacing import Pacing


@dataclass
class Server:
    heard: list[str] = field(default_factory=list)

    def ask_for_update(self, *, incremental: bool) -> None:
        self.heard.append("next" if incremental else "whole")

    def enable_continuous_updates(self, *, enable: bool) -> None:
        self.heard.append("flow" if enable else "stop")

    def said(self) -> list[str]:
        heard, self.heard = self.heard, []
        return heard


def pair() -> tuple[Pacing, Server]:
    server = Server()
    return Pacing(server), server


def test_one_request_is_open_at_a_time():
    pacing, server = pair()
    pacing.want(whole=False)
    pacing.want(whole=False)
    assert server.said() == ["next"]
    pacing.update_came(all_known=True)
    pacing.want(whole=False)
    assert server.said() == ["next"]


def test_a_server_that_answers_by_less_than_the_whole_is_asked_for_the_rest_not_again():
    pacing, server = pair()
    pacing.want(whole=True)
    pacing.update_came(all_known=False)
    pacing.want(whole=True)
    assert server.said() == ["whole", "next"]
    assert pacing.whole_owed
    pacing.update_came(all_known=True)
    assert not pacing.whole_owed


def test_after_a_new_size_the_whole_is_asked_for_again():
    pacing, server = pair()
    pacing.want(whole=True)
    pacing.resized()
    pacing.update_came(all_known=False)
    pacing.want(whole=True)
    assert server.said() == ["whole", "whole"]


def test_the_flow_is_taken_where_it_is_offered_and_needs_no_requests():
    pacing, server = pair()
    pacing.want(whole=False)
    pacing.continuous_ended()
    pacing.update_came(all_known=True)
    pacing.want(whole=False)
    assert server.said() == ["next", "flow"]
    pacing.update_came(all_known=True)
    pacing.want(whole=False)
    assert server.said() == []


def flowing() -> tuple[Pacing, Server]:
    pacing, server = pair()
    pacing.continuous_ended()
    pacing.want(whole=False)
    assert server.said() == ["flow"]
    return pacing, server


def test_the_flow_stops_when_nobody_wants_it_and_comes_back_when_somebody_does():
    pacing, server = flowing()
    pacing.update_came(all_known=True)
    assert server.said() == []
    pacing.update_came(all_known=True)
    assert server.said() == ["stop"]
    pacing.continuous_ended()
    pacing.want(whole=False)
    assert server.said() == ["flow"]


def test_the_end_of_an_earlier_flow_does_not_end_the_present_one():
    pacing, server = flowing()
    pacing.update_came(all_known=True)
    pacing.update_came(all_known=True)
    pacing.want(whole=False)
    assert server.said() == ["stop", "flow"]
    pacing.continuous_ended()
    assert server.said() == []


def test_where_the_server_ends_the_flow_by_itself_requests_go_on():
    pacing, server = flowing()
    pacing.continuous_ended()
    assert server.said() == ["next"]


def test_the_flow_is_of_the_screens_new_size():
    pacing, server = flowing()
    pacing.resized()
    assert server.said() == ["flow"]


STEPS = st.sampled_from(["want", "whole", "whole now", "part came", "came", "ended", "resized"])


@given(st.lists(STEPS, max_size=40))
def test_what_is_wanted_is_always_under_way(steps):
    pacing, server = pair()
    flows = requested = False
    for step in [*steps, "want"]:
        match step:
            case "want" | "whole":
                pacing.want(whole=step == "whole")
            case "whole now":
                pacing.want_whole_now()
            case "part came" | "came":
                pacing.update_came(all_known=step == "came")
                requested = False
            case "ended":
                pacing.continuous_ended()
            case "resized":
                pacing.resized()
        for word in server.said():
            requested = requested or word in ("next", "whole")
            flows = (flows or word == "flow") and word != "stop"
    assert flows or requested
